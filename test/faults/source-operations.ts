import { hash } from 'node:crypto';
import { join } from 'node:path';
import pMap from 'p-map';
import { createS3Storage } from '../../src/adapters/s3/s3-storage.ts';
import { parseDvcFile } from '../../src/core/data/dvc-file.ts';
import { createImportFile } from '../../src/core/data/import-file.ts';
import type { SourceState } from '../../src/core/data/import-source.ts';
import type { RemoteStorage } from '../../src/core/remote-ports.ts';
import { readYaml } from '../../src/core/value/read-yaml.ts';
import { writeYaml } from '../../src/core/value/write-yaml.ts';
import { runKilled } from './killed-process.ts';
import type { Operation, World } from './data-operations.ts';
import { difference, entriesOf, type Files, filesOf, infoOf, placeFiles, recordedAs } from './round-files.ts';

const fileName = 'data/large';

/** What a source holds in a round: a bucket the whole folder, a web server one file of it. */
function sourceFiles(world: World, round: number): Files {
  const files = filesOf(round);
  return world.web === undefined ? files : { [fileName]: files[fileName] ?? '' };
}

function urlOf({ web, bucket }: World): string {
  return web === undefined ? `s3://${bucket?.bucket}/data` : `${web.url}/large`;
}

const outOf = ({ web }: World): string => (web === undefined ? 'data' : fileName);

function storageOf({ bucket }: World, prefix: string): RemoteStorage {
  if (bucket === undefined) {
    throw new Error('this operation needs a bucket');
  }
  const settings = { kind: 's3', url: `s3://${bucket.bucket}/${prefix}`, bucket: bucket.bucket, prefix } as const;
  return createS3Storage({ ...settings, endpointurl: bucket.endpoint }, bucket.env);
}

/** Lets the source hold the files of a round. */
async function placeSource(world: World, round: number): Promise<void> {
  const files = sourceFiles(world, round);
  if (world.web !== undefined) {
    const body = files[fileName] ?? '';
    world.web.pages.set('/large', { body, headers: { etag: hash('md5', body, 'hex') } });
    return;
  }
  const storage = storageOf(world, 'data');
  for await (const page of storage.list('')) {
    await storage.remove(page.map((file) => file.key));
  }
  await pMap(Object.entries(files), async ([path, text]) => storage.write(path.slice('data/'.length), Buffer.from(text)), {
    concurrency: 16,
  });
}

/** What is imported is of the round, and the `.dvc` file says so as DVC's would. */
function imported(world: World, round: number): readonly string[] {
  const files = sourceFiles(world, round);
  const entries = entriesOf(files);
  const isFolder = world.web === undefined;
  const state: SourceState = {
    tokenName: isFolder ? 'etag' : 'checksum',
    isFolder,
    isVersioned: false,
    files: entries.map(({ relpath, md5 }) => ({ relpath, token: md5, size: files[`data/${relpath}`]?.length ?? 0 })),
  };
  const { md5 = '' } = entries[0] ?? {};
  const info = isFolder ? infoOf(files) : ({ md5, hash: 'md5', size: files[fileName]?.length ?? 0 } as const);
  const out = isFolder ? 'data' : 'large';
  const record = createImportFile({ from: urlOf(world), out, state, hash: info, settings: new Map() });
  return recordedAs(world.project, files, writeYaml(record), `${outOf(world)}.dvc`);
}

/** A folder that is there already would take what is imported to its name into itself. */
const importArgs = (world: World): readonly string[] => [
  'import-url',
  '--force',
  urlOf(world),
  ...(world.web === undefined ? [] : [outOf(world)]),
];

/** The versions that `data.dvc` names: each is in the bucket and is what it is recorded as, in a worktree the newest one. */
async function wrongVersions(world: World, round: number, isKilled: boolean): Promise<readonly string[]> {
  const storage = storageOf(world, 'store');
  const { outs } = parseDvcFile(readYaml(world.project.read('data.dvc'), 'data.dvc'), 'data.dvc');
  const listed = outs[0]?.hash?.files ?? [];
  const files = isKilled ? listed.filter(({ cloud }) => cloud !== undefined) : listed; // what add just found has no version yet
  const wrong = await pMap(
    files,
    async ({ relpath, md5, cloud: { versionId } = {} }) => {
      const target = join(world.project.root, '.git', hash('md5', relpath, 'hex'));
      const version = versionId === undefined ? undefined : await storage.download(`data/${relpath}`, target, { versionId });
      const isNewest = isKilled || !world.isWorktree || (await storage.find(`data/${relpath}`))?.versionId === versionId;
      return version?.md5 === md5 && isNewest ? [] : [`${relpath} (${versionId}) is ${version?.md5}, not ${md5}; newest: ${isNewest}`];
    },
    { concurrency: 16 },
  );
  const entries = files.map(({ relpath, md5 }) => `${relpath} ${md5}`);
  const wanted = entriesOf(filesOf(round)).map(({ relpath, md5 }) => `${relpath} ${md5}`);
  return [...wrong.flat(), ...(isKilled ? [] : difference(entries, wanted))];
}

/** Commands whose data comes from elsewhere, and pushes to a bucket that keeps versions. */
export const sourceOperations: Readonly<Record<string, Operation>> = {
  'import-url': { args: importArgs, prepare: placeSource, differences: imported },
  update: {
    args: (world) => ['update', `${outOf(world)}.dvc`],
    prepare: async (world, round) => {
      await placeSource(world, round - 1);
      await runKilled(world.project, importArgs(world));
      await placeSource(world, round);
    },
    differences: imported,
  },
  'push of versions': {
    args: () => ['push'],
    prepare: async ({ project }, round) => {
      placeFiles(project, filesOf(round));
      await project.add('data');
    },
    damage: async (world, round) => wrongVersions(world, round, true),
    differences: async (world, round) => wrongVersions(world, round, false),
  },
};
