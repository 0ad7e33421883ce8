import type { Content, ObjectStore } from '../core/data-ports.ts';
import { hashDirObject, writeDirObject, type DirEntry } from '../core/data/dir-object.ts';
import type { HashInfo } from '../core/data/hash-info.ts';
import { isWithin } from '../core/data/root-path.ts';
import { createHash } from 'node:crypto';
import type { LockedEntry, LockedStage } from '../core/pipeline/lock-file.ts';
import { isClean } from '../core/pipeline/stage-status.ts';
import type { Stage } from '../core/pipeline/stage.ts';
import type { Tree } from '../core/ports.ts';
import type { Pipeline } from './load-pipeline.ts';
import type { LockFiles } from './lock-files.ts';
import { ParameterFiles } from './parameter-files.ts';
import { inspectStage } from './stage-facts.ts';

/** A tracked path of a commit, and the content that its `.dvc` file or a lock names. */
export interface TrackedContent {
  readonly path: string;
  readonly info: HashInfo;
}

/** What a commit is made of besides git's own files. */
export interface CommitPorts {
  readonly tree: Tree;
  readonly pipeline: Pipeline;
  readonly locks: LockFiles;
  readonly objects: ObjectStore;
}

/**
 * The data of a commit, without a checkout. A lock is believed only if it fits the commit: after a merge, dvc.lock often
 * still tells of the run before it, and a model would be taken for one that this commit's spec never trained.
 */
export class CommitData {
  readonly #ports: CommitPorts;
  readonly #parameters: ParameterFiles;
  readonly #inGit = new Map<string, Promise<Content | undefined>>();
  readonly #believed = new Map<string, Promise<LockedStage | undefined>>();

  constructor(ports: CommitPorts) {
    this.#ports = ports;
    this.#parameters = new ParameterFiles(ports.tree);
  }

  /** What the path holds, whoever tracks it; undefined when nothing does, or when only a lock does that doesn't fit. */
  async describe(path: string): Promise<Content | undefined> {
    const tracked = await this.tracked(path);
    if (tracked !== undefined) {
      return this.#inside(tracked, path);
    }
    return this.#describeInGit(path, 'md5');
  }

  /** The lock of a stage that fits the commit; undefined when the stage would have to run. */
  believed(stage: Stage): Promise<LockedStage | undefined> {
    let pending = this.#believed.get(stage.address);
    if (pending === undefined) {
      pending = this.#choose(stage);
      this.#believed.set(stage.address, pending);
    }
    return pending;
  }

  /** The stage that writes the path. */
  producer(path: string): Stage | undefined {
    return this.#ports.pipeline.stages.find((stage) => stage.outs.some((out) => isWithin(path, out.path)));
  }

  /** The tracked file or folder that is the path or holds it. */
  async tracked(path: string): Promise<TrackedContent | undefined> {
    for (const source of this.#ports.pipeline.sources) {
      const out = source.outs.find((out) => isWithin(path, out.path));
      if (out?.hash !== undefined) {
        return { path: out.path, info: out.hash };
      }
    }
    const stage = this.producer(path);
    const out = stage?.outs.find((out) => isWithin(path, out.path));
    if (stage === undefined || out === undefined) {
      return undefined;
    }
    const info = lockedOut((await this.believed(stage))?.outs, out.definition);
    return info === undefined ? undefined : { path: out.path, info };
  }

  /** Whether git has what is tracked: a file that a stage wrote and somebody then changed isn't what the stage made. */
  async isInGit({ path, info }: TrackedContent): Promise<boolean> {
    let pending = this.#inGit.get(path);
    if (pending === undefined) {
      pending = this.#describeInGit(path, info.hash);
      this.#inGit.set(path, pending);
    }
    return (await pending)?.info.md5 === info.md5;
  }

  /** Everything that the commit's `.dvc` files and believed locks name. */
  async allTracked(): Promise<readonly TrackedContent[]> {
    const { sources, stages } = this.#ports.pipeline;
    const paths = [...sources, ...stages].flatMap((owner) => owner.outs.map((out) => out.path));
    const tracked = await Promise.all(paths.map((path) => this.tracked(path)));
    return tracked.filter((content) => content !== undefined);
  }

  async #choose(stage: Stage): Promise<LockedStage | undefined> {
    const data = { describe: (path: string) => this.describe(path), missing: async () => [], isIgnored: async () => false };
    for (const locked of await this.#ports.locks.candidates(stage)) {
      // The outputs are what the lock is asked for, so they can't be held against it.
      const status = await inspectStage({ data, parameters: this.#parameters }, { ...stage, outs: [] }, locked);
      if (locked !== undefined && isClean({ ...status, alwaysChanged: false })) {
        return locked;
      }
    }
    return undefined;
  }

  async #inside(tracked: TrackedContent, path: string): Promise<Content | undefined> {
    if (tracked.path === path) {
      return { info: tracked.info };
    }
    const entries = await this.#ports.objects.entries(tracked.info);
    const relpath = path.slice(tracked.path.length + 1);
    const file = entries?.find((entry) => entry.relpath === relpath);
    if (file !== undefined) {
      return { info: { md5: file.md5, hash: tracked.info.hash } };
    }
    const below = (entries ?? []).filter((entry) => entry.relpath.startsWith(`${relpath}/`));
    return below.length === 0
      ? undefined
      : folderContent(below.map((entry) => ({ ...entry, relpath: entry.relpath.slice(relpath.length + 1) })));
  }

  async #describeInGit(path: string, hash: HashInfo['hash']): Promise<Content | undefined> {
    const kind = await this.#ports.tree.kind(path);
    if (kind === undefined) {
      return undefined;
    }
    return kind === 'file' ? this.#describeFile(path, hash) : this.#describeFolder(path, hash);
  }

  async #describeFile(path: string, hash: HashInfo['hash']): Promise<Content | undefined> {
    const bytes = await this.#ports.tree.readBytes(path);
    return bytes === undefined ? undefined : { info: { md5: hashFile(bytes, hash), hash, size: bytes.length } };
  }

  async #describeFolder(folder: string, hash: HashInfo['hash']): Promise<Content> {
    const entries: DirEntry[] = [];
    const walk = async (path: string): Promise<void> => {
      for (const { name, kind } of await this.#ports.tree.list(path)) {
        const child = `${path}/${name}`;
        if (kind === 'folder') {
          await walk(child);
        } else {
          entries.push({ md5: (await this.#describeFile(child, hash))?.info.md5 ?? '', relpath: child.slice(folder.length + 1) });
        }
      }
    };
    await walk(folder);
    return folderContent(entries);
  }
}

function folderContent(entries: readonly DirEntry[]): Content {
  return { info: { md5: hashDirObject(writeDirObject(entries)), hash: 'md5', nfiles: entries.length }, entries };
}

/** DVC 2 hashed text as if its lines ended as on Unix. */
function hashFile(bytes: Uint8Array, hash: HashInfo['hash']): string {
  const isText = hash === 'md5-dos2unix' && !bytes.subarray(0, 512).includes(0);
  const content = isText ? Buffer.from(Buffer.from(bytes).toString('latin1').replaceAll('\r\n', '\n'), 'latin1') : bytes;
  return createHash('md5').update(content).digest('hex');
}

function lockedOut(entries: readonly LockedEntry[] | undefined, definition: string): HashInfo | undefined {
  return entries?.find((entry) => entry.path === definition)?.info;
}
