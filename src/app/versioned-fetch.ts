import type { ObjectId } from '../core/data/object-key.ts';
import type { Remote } from '../core/remote-ports.ts';
import { keepLists } from './keep-lists.ts';
import type { Project } from './project.ts';
import { type PoolOptions, type PoolResult, transferEach } from './transfer-pool.ts';
import type { WantedContent } from './used-outputs.ts';
import { type VersionedFile, versionedFiles } from './versioned-files.ts';

/** A content that could not be had, and a path that it is for. */
export type AbsentFile = ObjectId & Pick<VersionedFile, 'path'>;

/** What came of a fetch from a remote with versions. */
export interface VersionedFetch {
  /** Files that came into the cache. */
  readonly fetched: number;
  /** What the cache lacks and of which no version at this remote is recorded; folders that were never listed, too. */
  readonly unversioned: readonly AbsentFile[];
  /** What the remote doesn't have in the recorded version. */
  readonly missing: readonly AbsentFile[];
  readonly result: PoolResult;
}

/** Brings the recorded versions of outputs into the cache, whatever newer ones there are. */
export async function fetchVersions(
  project: Project,
  remote: Remote,
  outputs: readonly WantedContent[],
  pool: PoolOptions,
): Promise<VersionedFetch> {
  const { console, transfers } = project;
  const { wanted, unlisted } = await wantedFiles(project, remote, outputs);
  const absent = (await transfers.absent([...wanted.values()])).flatMap((object) => wanted.get(nameOf(object)) ?? []);
  const recorded = absent.flatMap(({ recorded, ...file }) => (recorded === undefined ? [] : [{ ...file, versionId: recorded.versionId }]));
  const missing: AbsentFile[] = [];
  using progress = console.progress(`Fetching from ${remote.name}`, recorded.length);
  const receive = async ({ versionId, ...file }: (typeof recorded)[number]): Promise<void> => {
    const options = { versionId, onBytes: (bytes: number) => progress.advance(0, bytes), signal: pool.signal };
    const isThere = await transfers.receive(file, async (temporary) => remote.storage.download(file.path, temporary, options));
    if (!isThere) {
      missing.push(file);
    }
    progress.advance();
  };
  const result = await transferEach(recorded, receive, pool);
  await keepLists(project, outputs);
  return {
    fetched: recorded.length - missing.length - result.failures,
    unversioned: [...unlisted, ...absent.filter((file) => file.recorded === undefined)],
    missing,
    result,
  };
}

interface WantedFiles {
  /** Each content once, from a path where its version is recorded if there is one. */
  readonly wanted: ReadonlyMap<string, VersionedFile>;
  /** Folders that were never listed and whose .dir object the cache lacks. */
  readonly unlisted: readonly AbsentFile[];
}

async function wantedFiles({ data }: Project, remote: Remote, outputs: readonly WantedContent[]): Promise<WantedFiles> {
  const wanted = new Map<string, VersionedFile>();
  const unlisted: AbsentFile[] = [];
  for (const output of outputs) {
    const files = await versionedFiles(data, remote.name, output);
    if (files === undefined) {
      unlisted.push({ ...output.info, path: output.path });
    }
    for (const file of files ?? []) {
      const known = wanted.get(nameOf(file));
      wanted.set(nameOf(file), known?.recorded === undefined ? file : known);
    }
  }
  return { wanted, unlisted };
}

function nameOf({ hash, md5 }: ObjectId): string {
  return `${hash} ${md5}`;
}
