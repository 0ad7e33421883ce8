import type { CheckoutOptions, CheckoutResult, OnFiles } from '../core/data-ports.ts';
import type { FilePart } from '../core/data/file-part.ts';
import { type HashInfo, isFolderHash } from '../core/data/hash-info.ts';
import { isWithin } from '../core/data/root-path.ts';
import { SightlineError } from '../core/errors.ts';
import type { Pipeline } from '../core/pipeline/pipeline.ts';
import { compareCodePoints } from '../core/value/code-point-order.ts';
import { nothingRecorded } from './nothing-recorded.ts';
import { notePart } from './partial-data.ts';
import { type Project, showPath } from './project.ts';
import { type OutputRequest, type WantedOutput, wantedOutputs } from './wanted-outputs.ts';

/** What to restore, and how. */
export interface CheckoutRequest extends OutputRequest {
  readonly force: boolean;
  readonly relink: boolean;
  readonly allowMissing: boolean;
  /** Only these of the files; all others are left as they are. */
  readonly part?: FilePart;
  /** What the cache has of outputs whose content isn't recorded, by path. */
  readonly unsaved?: ReadonlyMap<string, HashInfo>;
}

/** What changed in the workspace: paths as shown, folders ending in `/`, and counts of files. */
export interface CheckoutChanges {
  readonly modified: readonly string[];
  readonly added: readonly string[];
  readonly deleted: readonly string[];
  /** What could not be restored. */
  readonly failed: readonly SightlineError[];
  readonly stats: Readonly<Record<'modified' | 'added' | 'deleted', number>>;
}

/** Makes the workspace hold the data that the `.dvc` files and locks name. */
export async function checkout(project: Project, pipeline: Pipeline, request: CheckoutRequest): Promise<CheckoutChanges> {
  const run = new Checkout(project, request);
  const wanted = await wantedOutputs(project, pipeline, request);
  if (request.targets.length === 0 && request.part === undefined) {
    await run.removeFormer(pipeline);
  }
  for (const output of wanted.filter(({ path, info }) => isInPart(request.part, path, info))) {
    await run.restore({ ...output, info: output.info ?? request.unsaved?.get(output.path) });
  }
  await run.noteParts();
  return run.changes();
}

function isInPart(part: FilePart | undefined, path: string, info: HashInfo | undefined): boolean {
  return part === undefined || (info !== undefined && isFolderHash(info.md5) ? part.touches(path) : part.accepts(path));
}

class Checkout {
  readonly #project: Project;
  readonly #request: CheckoutRequest;
  readonly #shown = { modified: [] as string[], added: [] as string[], deleted: [] as string[] };
  readonly #restored = new Map<string, HashInfo>();
  readonly #gone: string[] = [];
  readonly #failed: SightlineError[] = [];
  readonly #stats = { modified: 0, added: 0, deleted: 0 };

  constructor(project: Project, request: CheckoutRequest) {
    this.#project = project;
    this.#request = request;
  }

  /** Outputs that an earlier commit had and this one hasn't; they are removed if the cache has all of them. */
  async removeFormer(pipeline: Pipeline): Promise<void> {
    const { data, workspace } = this.#project;
    const current = new Set(
      pipeline.nodes.flatMap((node) => (node.kind === 'stage' ? node.stage.outs : node.source.outs).map((out) => out.path)),
    );
    for (const path of (await data.knownOutputs()).filter(
      (known) => ![...current].some((out) => isWithin(known, out) || isWithin(out, known)),
    )) {
      const content = await data.describe(path);
      if (content !== undefined && (await data.verify(content.info)).length > 0) {
        continue;
      }
      if (content !== undefined && (await isUntracked(this.#project, path))) {
        await workspace.remove(path);
        this.#shown.deleted.push(this.#show(path, content.info));
        this.#stats.deleted += 1;
      }
      await data.forgetOutput(path);
    }
  }

  async restore(output: WantedOutput): Promise<void> {
    const { force, relink } = this.#request;
    try {
      if (output.info === undefined) {
        throw nothingRecorded(output.path, output.owner);
      }
      const { nfiles = 1, size } = output.info;
      using progress = this.#project.console.progress(`Restoring ${showPath(this.#project, output.path)}`, nfiles, size);
      const onFiles: OnFiles = (files, bytes) => progress.advance(files, bytes);
      const result = await this.#project.data.checkout(output.path, output.info, { force, relink, onFiles, ...this.#partOf(output.path) });
      this.#count(output.path, output.info, result);
      if (isFolderHash(output.info.md5)) {
        this.#restored.set(output.path, output.info);
      }
    } catch (error) {
      if (!(error instanceof SightlineError) || error.code !== 'missing-data') {
        throw error;
      }
      this.#failed.push(error);
      if ((await this.#project.workspace.kind(output.path)) === undefined) {
        this.#gone.push(output.path);
      }
    }
  }

  /** Notes which folders hold a part of their files, and which all again. */
  async noteParts(): Promise<void> {
    await notePart(this.#project, { restored: this.#restored, gone: this.#gone, part: this.#request.part?.name });
  }

  #partOf(path: string): Pick<CheckoutOptions, 'part'> {
    const { part } = this.#request;
    return part === undefined ? {} : { part: (relpath) => part.accepts(`${path}/${relpath}`, relpath) };
  }

  changes(): CheckoutChanges {
    const { modified, added, deleted } = this.#shown;
    return {
      modified: modified.toSorted(foldersFirst),
      added: added.toSorted(foldersFirst),
      deleted: deleted.toSorted(foldersFirst),
      failed: this.#request.allowMissing ? [] : this.#failed,
      stats: this.#stats,
    };
  }

  #count(path: string, info: HashInfo, result: CheckoutResult): void {
    this.#stats.added += result.added;
    this.#stats.modified += result.modified;
    this.#stats.deleted += result.deleted;
    if (result.change !== 'none') {
      this.#shown[result.change].push(this.#show(path, info));
    }
  }

  #show(path: string, info: HashInfo): string {
    return `${showPath(this.#project, path)}${isFolderHash(info.md5) ? '/' : ''}`;
  }
}

async function isUntracked(project: Project, path: string): Promise<boolean> {
  return project.git === undefined || (await project.git.tracked([path])).length === 0;
}

function foldersFirst(a: string, b: string): number {
  return Number(b.endsWith('/')) - Number(a.endsWith('/')) || compareCodePoints(a, b);
}
