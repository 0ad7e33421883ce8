import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { DeleteObjectCommand, ListObjectsV2Command, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { dvcRig } from '../rigs/dvc.ts';
import { makeBucket, s3Rig, type S3Rig } from '../rigs/s3.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { runProcess, sightlineTool, succeeded, type Tool } from './tool.ts';

/** Both tools, and a server with the buckets `first` and `second`, which keep versions, and `plain`, which doesn't. */
export interface VersionedWorld extends AsyncDisposable {
  readonly server: S3Rig;
  readonly folder: string;
  readonly theirs: Tool;
  readonly ours: Tool;
  /** A repository to be made, or one that is there already; `prefix` is where its remotes start in the buckets. */
  at(name: string, tool: Tool, prefix?: string): Repository;
}

/** Starts the server. */
export async function versionedWorld(): Promise<VersionedWorld> {
  const temporary = temporaryFolder();
  const [rig, server] = await Promise.all([dvcRig(), s3Rig({ bucket: 'first', versioned: true })]);
  await makeBucket(server.endpoint, 'second', true);
  await makeBucket(server.endpoint, 'plain', false);
  const env = { ...rig.env, ...server.env, AWS_DEFAULT_REGION: 'us-east-1', SIGHTLINE_CACHE_DIR: join(temporary.path, 'index') };
  const world: VersionedWorld = {
    server,
    folder: temporary.path,
    // One process a call, since DVC keeps what a bucket lists for as long as it runs.
    theirs: {
      name: 'theirs',
      run: (args, cwd) => runProcess(rig.dvc, args, cwd, { ...env, DVC_SITE_CACHE_DIR: join(cwd, '.git', 'site') }),
    },
    ours: sightlineTool(env),
    at: (name, tool, prefix = name) => new Repository(world, name, tool, prefix),
    [Symbol.asyncDispose]: async () => {
      await server[Symbol.asyncDispose]();
      temporary[Symbol.dispose]();
    },
  };
  return world;
}

/** How a remote is told to keep versions. */
export type Kind = 'version_aware' | 'worktree';

const pipeline = `stages:
  copy:
    cmd: cp one.txt out.txt && mkdir -p made && cp dir/a made/a && cp dir/sub/b made/b && cp one.txt elsewhere.txt && cp one.txt here.txt
    deps: [one.txt, dir]
    outs: [out.txt, made, { elsewhere.txt: { remote: second } }, { here.txt: { push: false } }]
  again: { cmd: cp made/a two.txt, deps: [made], outs: [two.txt] }
`;
const data = { 'one.txt': 'one\n', 'dir/a': 'a', 'dir/sub/b': 'b', 'dir/empty': '', 'dir/ü.txt': 'u', 'run.sh': '#!/bin/sh\n' };

/** A repository with remotes of its own, in which one tool does everything. */
export class Repository {
  readonly root: string;
  readonly prefix: string;
  readonly #world: VersionedWorld;
  readonly #tool: Tool;

  constructor(world: VersionedWorld, name: string, tool: Tool, prefix: string) {
    this.#world = world;
    this.root = join(world.folder, name);
    this.prefix = prefix;
    this.#tool = tool;
  }

  async make(kind: Kind): Promise<this> {
    await mkdir(this.root);
    await this.git('init', '-q', '-b', 'main');
    await this.run('init', '-q');
    const section = (name: string): string =>
      `['remote "${name}"']\n    url = s3://${name}/${this.prefix}\n    endpointurl = ${this.#world.server.endpoint}\n    ${kind} = true\n`;
    await this.write('.dvc/config', `[core]\n    remote = first\n${['first', 'second', 'plain'].map(section).join('')}`);
    for (const [path, content] of Object.entries({ ...data, 'dvc.yaml': pipeline })) {
      await this.write(path, content);
    }
    return this;
  }

  async run(...args: string[]): Promise<string> {
    const { stdout, stderr } = succeeded(await this.#tool.run(args, this.root));
    return stdout + stderr;
  }

  /** What is said when it fails; empty when it doesn't. */
  async fails(...args: string[]): Promise<string> {
    const { code, stderr } = await this.#tool.run(args, this.root);
    return code === 0 ? '' : stderr;
  }

  async git(...args: string[]): Promise<string> {
    return succeeded(await runProcess('git', args, this.root)).stdout;
  }

  async write(path: string, content: string): Promise<void> {
    await mkdir(dirname(join(this.root, path)), { recursive: true });
    await writeFile(join(this.root, path), content);
  }

  async commit(): Promise<void> {
    await this.git('add', '-A');
    await this.git('commit', '-q', '-m', 'state');
  }

  /** What git keeps of the data, version ids masked. */
  async records(): Promise<Record<string, string>> {
    const names = (await readdir(this.root))
      .filter((name) => name.endsWith('.dvc') && name !== '.dvc')
      .concat('dvc.lock')
      .toSorted();
    const texts = await Promise.all(
      names.map(async (name) => [name, await readFile(join(this.root, name), 'utf8').catch(() => '')] as const),
    );
    return Object.fromEntries(texts.map(([name, text]) => [name, text.replaceAll(/version_id: .*/g, 'version_id: ID')]));
  }

  /** The version ids as recorded, by the line before, which is the etag. */
  async ids(): Promise<readonly string[]> {
    const texts = await Promise.all(['dir.dvc', 'one.txt.dvc', 'dvc.lock'].map((name) => readFile(join(this.root, name), 'utf8')));
    return texts.flatMap((text) => text.match(/version_id: .*/g) ?? []);
  }

  /** Data files of the workspace with what they hold. */
  async workspace(): Promise<Record<string, string>> {
    const entries = await readdir(this.root, { recursive: true, withFileTypes: true });
    const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name).slice(this.root.length + 1));
    const kept = files.filter((file) => !/^\.|\.dvc$|^dvc\./.test(file)).toSorted();
    return Object.fromEntries(await Promise.all(kept.map(async (file) => [file, await readFile(join(this.root, file), 'utf8')] as const)));
  }

  /** The newest files of a bucket. */
  async bucket(name: string): Promise<readonly string[]> {
    const { Contents = [] } = await this.#ask((client) =>
      client.send(new ListObjectsV2Command({ Bucket: name, Prefix: `${this.prefix}/` })),
    );
    return Contents.map((object) => `${object.Key?.slice(this.prefix.length + 1)} ${object.ETag}`);
  }

  /** What somebody else does to the bucket. */
  async put(name: string, path: string, content: string): Promise<void> {
    await this.#ask((client) => client.send(new PutObjectCommand({ Bucket: name, Key: `${this.prefix}/${path}`, Body: content })));
  }

  async remove(name: string, path: string): Promise<void> {
    await this.#ask((client) => client.send(new DeleteObjectCommand({ Bucket: name, Key: `${this.prefix}/${path}` })));
  }

  async #ask<Answer>(question: (client: S3Client) => Promise<Answer>): Promise<Answer> {
    const { endpoint, accessKeyId, secretAccessKey } = this.#world.server;
    const client = new S3Client({ endpoint, region: 'us-east-1', forcePathStyle: true, credentials: { accessKeyId, secretAccessKey } });
    try {
      return await question(client);
    } finally {
      client.destroy();
    }
  }

  async clone(name: string, tool: Tool): Promise<Repository> {
    await this.git('clone', '-q', this.root, join(this.#world.folder, name));
    return this.#world.at(name, tool, this.prefix);
  }

  async forgetData(): Promise<void> {
    for (const path of [...Object.keys(data), '.dvc/cache', 'dir', 'made', 'out.txt', 'elsewhere.txt', 'here.txt', 'two.txt']) {
      await rm(join(this.root, path), { recursive: true, force: true });
    }
  }
}
