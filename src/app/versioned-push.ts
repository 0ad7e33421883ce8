import { isFolderHash } from '../core/data/hash-info.ts';
import { SightlineError } from '../core/errors.ts';
import type { Remote, RemoteFile } from '../core/remote-ports.ts';
import { type Project, showPath } from './project.ts';
import { type PlacedVersion, recordVersions } from './record-versions.ts';
import { type PoolOptions, refuseFailures, transferEach } from './transfer-pool.ts';
import type { UsedOutput } from './used-outputs.ts';
import { type VersionedFile, versionedFiles } from './versioned-files.ts';

/** What came of a push to a remote with versions. */
export interface VersionedPush {
  /** Files that were sent. */
  readonly pushed: number;
  /** Paths that neither the cache nor the remote has. */
  readonly missing: readonly string[];
  /** The `.dvc` files and locks that name other versions now. */
  readonly changedFiles: readonly string[];
}

/**
 * Sends the files of outputs under their own paths, each where the remote's newest version isn't the recorded one and
 * that one is gone, too. Then records the versions: last, and only those that are there. Nothing is removed at the
 * remote: DVC removes the newest version first, and where the recorded one is older, the path and its record are lost.
 */
export async function pushVersions(
  project: Project,
  remote: Remote,
  outputs: readonly UsedOutput[],
  pool: PoolOptions,
): Promise<VersionedPush> {
  const own = ownOutputs(outputs);
  const push = new Push(project, remote, pool);
  const files: VersionedFile[] = [];
  for (const output of own) {
    files.push(...((await versionedFiles(project.data, remote.name, output)) ?? push.noteMissing(output.path)));
  }
  await push.look(own);
  using progress = project.console.progress(`Pushing to ${remote.name}`, files.length);
  const work = async (file: VersionedFile): Promise<void> => {
    await push.place(file, (bytes) => progress.advance(0, bytes));
    progress.advance();
  };
  const result = await transferEach(files, work, pool);
  const changedFiles = await recordVersions(project, own, push.placed);
  refuseFailures('pushed', [result]);
  return { pushed: push.count, missing: push.missing, changedFiles };
}

/** A path has one content to push: of several locks that name it, the workspace's comes first. */
function ownOutputs(outputs: readonly UsedOutput[]): readonly UsedOutput[] {
  return [...Map.groupBy(outputs, ({ path, within }) => `${path}\0${within ?? ''}`).values()].flatMap(([first]) => first ?? []);
}

class Push {
  readonly #project: Project;
  readonly #remote: Remote;
  readonly #pool: PoolOptions;
  /** The newest version of each path. */
  readonly #newest = new Map<string, RemoteFile>();
  readonly #placed = new Map<string, PlacedVersion>();
  readonly #missing: string[] = [];
  #count = 0;

  constructor(project: Project, remote: Remote, pool: PoolOptions) {
    this.#project = project;
    this.#remote = remote;
    this.#pool = pool;
  }

  /** How many files were sent. */
  get count(): number {
    return this.#count;
  }

  get placed(): ReadonlyMap<string, PlacedVersion> {
    return this.#placed;
  }

  /** As shown. */
  get missing(): readonly string[] {
    return this.#missing.map((path) => showPath(this.#project, path)).toSorted();
  }

  noteMissing(path: string): readonly VersionedFile[] {
    this.#missing.push(path);
    return [];
  }

  /** Folders are listed; a single file is asked for. */
  async look(outputs: readonly UsedOutput[]): Promise<void> {
    const { storage } = this.#remote;
    const look = async ({ path, info }: UsedOutput): Promise<void> => {
      if (!isFolderHash(info.md5)) {
        const found = await storage.find(path);
        if (found !== undefined) {
          this.#newest.set(path, found);
        }
        return;
      }
      for await (const page of storage.list(`${path}/`, this.#pool.signal)) {
        page.forEach((file) => this.#newest.set(file.key, file));
      }
    };
    const { first } = await transferEach(outputs, look, this.#pool);
    if (first !== undefined) {
      throw first; // half an answer would send again what is there
    }
  }

  async place(file: VersionedFile, onBytes: (count: number) => void): Promise<void> {
    const version = (await this.#present(file)) ?? (await this.#send(file, onBytes));
    if (version === undefined) {
      this.#missing.push(file.path);
    } else {
      this.#placed.set(file.path, version);
    }
  }

  /** The recorded version if the remote has it, else its newest one if that is the same content. */
  async #present({ path, md5, hash, recorded }: VersionedFile): Promise<PlacedVersion | undefined> {
    const { storage } = this.#remote;
    const newest = this.#newest.get(path);
    if (recorded !== undefined) {
      const isNewest = recorded.etag !== undefined && recorded.etag === newest?.etag;
      if (isNewest || (await storage.find(path, recorded.versionId)) !== undefined) {
        return { cloud: recorded, size: undefined };
      }
    }
    if (hash !== 'md5' || newest?.etag !== md5) {
      return undefined;
    }
    const found = newest.versionId === undefined ? await storage.find(path) : newest; // lists don't tell versions
    return found?.etag === md5 ? this.#versionOf(found) : undefined;
  }

  async #send(file: VersionedFile, onBytes: (count: number) => void): Promise<PlacedVersion | undefined> {
    const source = this.#project.transfers.locate(file);
    if (source === undefined) {
      return undefined;
    }
    const sent = await this.#remote.storage.upload(source, file.path, { onBytes, signal: this.#pool.signal });
    const version = sent === undefined ? undefined : this.#versionOf(sent);
    this.#count += version === undefined ? 0 : 1;
    return version;
  }

  #versionOf({ key, size, etag, versionId }: RemoteFile): PlacedVersion {
    if (versionId === undefined || versionId === 'null') {
      throw new SightlineError(
        'no-versions',
        `while uploading '${this.#remote.storage.url}/${key}', support for versioning could not be detected`,
      );
    }
    return { cloud: { remote: this.#remote.name, ...(etag === undefined ? {} : { etag }), versionId }, size };
  }
}
