import type { Tree, Workspace } from '../core/ports.ts';
import { type LockFile, type LockedStage, parseLockFile, recordStage } from '../core/pipeline/lock-file.ts';
import type { Stage } from '../core/pipeline/stage.ts';
import { readYaml } from '../core/value/read-yaml.ts';
import { writeYaml } from '../core/value/write-yaml.ts';

/** Reads the dvc.lock beside a dvc.yaml; an empty one when there is none. */
export async function loadLockFile(tree: Tree, pipelineFile: string): Promise<LockFile> {
  const path = lockPathOf(pipelineFile);
  const text = await tree.readText(path);
  return parseLockFile(text === undefined ? undefined : readYaml(text, path), path);
}

/** The dvc.lock that belongs to a dvc.yaml. */
export function lockPathOf(pipelineFile: string): string {
  return pipelineFile.replace(/\.[^./]*$/, '.lock');
}

/** Reads other locks to hold a stage against when the file in the workspace is behind: by path of the dvc.lock. */
export type OtherLocks = () => Promise<ReadonlyMap<string, LockFile>>;

/** The locks of a tree, each read once. */
export class LockFiles {
  readonly #tree: Tree;
  readonly #readOthers: OtherLocks;
  #others: ReturnType<OtherLocks> | undefined;
  readonly #loaded = new Map<string, Promise<LockFile>>();
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
  of(stage: Stage): Promise<LockFile> {
    let pending = this.#loaded.get(stage.file);
    if (pending === undefined) {
      pending = loadLockFile(this.#tree, stage.file);
      this.#loaded.set(stage.file, pending);
    }
    return pending;
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

  /** What the locks say of a stage, the tree's first; undefined stands for a lock without it. */
  async candidates(stage: Stage): Promise<readonly (LockedStage | undefined)[]> {
    const [own, other] = [await this.own(stage), await this.other(stage)];
    return other === undefined ? [own] : [own, other];
  }

  /**
   * Records a stage and writes the lock, one after another. A stage that is new to the lock comes where it would if
   * stages ran one at a time, whichever ended first. Answers whether the file is new, updated or the same.
   */
  record(stage: Stage, run: LockedStage, workspace: Workspace): Promise<'new' | 'updated' | 'same'> {
    const writing = this.#writing.then(async () => {
      const before = await this.of(stage);
      const next = before.stages.has(stage.name) ? undefined : this.#nextAdded(stage);
      const after = recordStage(before, stage.name, run, next);
      const text = writeYaml(after.source);
      const old = await workspace.readText(after.path);
      if (text !== old) {
        await workspace.write(after.path, text);
      }
      if (!before.stages.has(stage.name)) {
        this.#added.add(stage);
      }
      this.#loaded.set(stage.file, Promise.resolve(after));
      return old === undefined ? 'new' : text === old ? 'same' : 'updated';
    });
    this.#writing = writing.catch(() => undefined);
    return writing;
  }

  /** The stage that was added to the same lock already, though it comes later in the plan. */
  #nextAdded(stage: Stage): string | undefined {
    const later = this.#order.slice(this.#order.indexOf(stage) + 1);
    return later.find((other) => other.file === stage.file && this.#added.has(other))?.name;
  }
}
