import type { Tree, Workspace } from '../core/ports.ts';
import { type LockFile, type LockedStage, parseLockFile, recordStage } from '../core/pipeline/lock-file.ts';
import type { Stage } from '../core/pipeline/stage.ts';
import { readYaml } from '../core/value/read-yaml.ts';
import { writeYaml } from '../core/value/write-yaml.ts';
import { rewriteFile } from './rewrite-file.ts';

/** Reads the dvc.lock beside a dvc.yaml; an empty one when there is none. */
export async function loadLockFile(tree: Tree, pipelineFile: string): Promise<LockFile> {
  return (await loadText(tree, lockPathOf(pipelineFile))).lock;
}

/** Reads the text of a dvc.lock; undefined stands for none. */
export function readLockFile(text: string | undefined, path: string): LockFile {
  return parseLockFile(text === undefined ? undefined : readYaml(text, path), path);
}

/** The dvc.lock that belongs to a dvc.yaml. */
export function lockPathOf(pipelineFile: string): string {
  return pipelineFile.replace(/\.[^./]*$/, '.lock');
}

/** Reads other locks to hold a stage against when the file in the workspace is behind: by path of the dvc.lock. */
export type OtherLocks = () => Promise<ReadonlyMap<string, LockFile>>;

/** A lock and the text that it was read from. */
interface LoadedLock {
  readonly lock: LockFile;
  readonly text: string | undefined;
}

async function loadText(tree: Tree, path: string): Promise<LoadedLock> {
  const text = await tree.readText(path);
  return { lock: readLockFile(text, path), text };
}

/** The locks of a tree, each read once. */
export class LockFiles {
  readonly #tree: Tree;
  readonly #readOthers: OtherLocks;
  #others: ReturnType<OtherLocks> | undefined;
  readonly #loaded = new Map<string, Promise<LoadedLock>>();
  readonly #order: readonly Stage[];
  readonly #added = new Set<Stage>();
  #writing: Promise<unknown> = Promise.resolve();

  /** `order` is that in which stages run when they run one at a time. */
  constructor(tree: Tree, others: OtherLocks = async () => new Map(), order: readonly Stage[] = []) {
    this.#tree = tree;
    this.#readOthers = others;
    this.#order = order;
  }

  /** The lock in the tree. */
  async of(stage: Stage): Promise<LockFile> {
    return (await this.#load(stage)).lock;
  }

  /** What the lock of the tree says of a stage. */
  async own(stage: Stage): Promise<LockedStage | undefined> {
    return (await this.of(stage)).stages.get(stage.name);
  }

  /** What the other lock says of it; that one is read when it is first asked for, which few commands do. */
  async other(stage: Stage): Promise<LockedStage | undefined> {
    this.#others ??= this.#readOthers();
    return (await this.#others).get(lockPathOf(stage.file))?.stages.get(stage.name);
  }

  /** What the locks say of a stage, the one that training left first: the tree's may be a pull request's word. */
  async candidates(stage: Stage): Promise<readonly (LockedStage | undefined)[]> {
    const [own, other] = [await this.own(stage), await this.other(stage)];
    return other === undefined ? [own] : [other, own];
  }

  /**
   * Records a stage and writes the lock, one after another; what else the file says by then, as git may have written it,
   * stays. A stage that is new to the lock comes where it would if stages ran one at a time, whichever ended first. Answers
   * whether the file is new, updated or the same. Throws `changed-meanwhile`.
   */
  record(stage: Stage, run: LockedStage, workspace: Workspace): Promise<'new' | 'updated' | 'same'> {
    const writing = this.#writing.then(async () => {
      const loaded = await this.#load(stage);
      let [before, recorded] = [loaded, loaded];
      const result = await rewriteFile(workspace, loaded.lock.path, async (text) => {
        before = text === before.text ? before : { text, lock: readLockFile(text, before.lock.path) };
        const next = before.lock.stages.has(stage.name) ? undefined : this.#nextAdded(stage);
        const lock = recordStage(before.lock, stage.name, run, next);
        recorded = { text: writeYaml(lock.source), lock };
        return recorded.text;
      });
      if (!before.lock.stages.has(stage.name)) {
        this.#added.add(stage);
      }
      this.#loaded.set(stage.file, Promise.resolve(recorded));
      return result;
    });
    this.#writing = writing.catch(() => undefined);
    return writing;
  }

  #load(stage: Stage): Promise<LoadedLock> {
    let pending = this.#loaded.get(stage.file);
    if (pending === undefined) {
      pending = loadText(this.#tree, lockPathOf(stage.file));
      this.#loaded.set(stage.file, pending);
    }
    return pending;
  }

  /** The stage that was added to the same lock already, though it comes later in the plan. */
  #nextAdded(stage: Stage): string | undefined {
    const later = this.#order.slice(this.#order.indexOf(stage) + 1);
    return later.find((other) => other.file === stage.file && this.#added.has(other))?.name;
  }
}
