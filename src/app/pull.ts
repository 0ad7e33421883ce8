import { SightlineError } from '../core/errors.ts';
import { checkout, type CheckoutChanges } from './checkout.ts';
import { expandTargets } from './chosen-outputs.ts';
import { fetch, type FetchChoice } from './fetch.ts';
import { fetchUnsavedImports } from './fetch-unsaved-imports.ts';
import { headLocks } from './head-context.ts';
import { loadPipeline } from './load-pipeline.ts';
import type { Project } from './project.ts';
import { selectParts } from './select-nodes.ts';

/** What to pull, and how. */
export interface PullChoice extends FetchChoice {
  /** Overwrite and remove files whose content isn't in the cache. */
  readonly force: boolean;
  /** What is nowhere to be found is no failure. */
  readonly allowMissing: boolean;
}

/** What came of it. */
export interface Pulled {
  readonly fetched: number;
  readonly changes: CheckoutChanges;
  /** Why not all is there. */
  readonly failure: SightlineError | undefined;
  /** Some files of folders didn't come, though they are listed. */
  readonly isIncomplete: boolean;
  /** Folders, from the root, of which nobody knows what they hold. */
  readonly unlisted: readonly string[];
}

/** Fetches what the cache lacks and makes the workspace hold it; what can't be had doesn't keep the rest away. */
export async function pull(project: Project, choice: PullChoice, signal: AbortSignal): Promise<Pulled> {
  const { count, missing, incomplete, unlisted } = await fetch(project, choice, signal);
  const pipeline = await loadPipeline(project.workspace);
  const { recursive, withDeps, force, allowMissing } = choice;
  const targets = expandTargets(project, pipeline, choice);
  const parts = choice.part === undefined ? selectParts(project, pipeline, targets, { recursive }) : [];
  const unsaved = await fetchUnsavedImports(project, choice.imports, parts, { jobs: choice.jobs, signal });
  const changes = await checkout(project, pipeline, {
    targets,
    unsaved: unsaved.contents,
    recursive,
    withDeps,
    force,
    allowMissing,
    relink: false,
    ...(choice.part === undefined ? {} : { part: choice.part }),
    otherLocks: headLocks(project.git),
  });
  return {
    fetched: count + unsaved.count,
    changes,
    failure: allowMissing ? undefined : (unsaved.failure ?? failureOf(changes, missing.size, incomplete)),
    isIncomplete: incomplete !== undefined && !allowMissing,
    unlisted,
  };
}

function failureOf(changes: CheckoutChanges, missing: number, incomplete: SightlineError | undefined): SightlineError | undefined {
  const [first] = changes.failed;
  if (first === undefined || first.code !== 'missing-data' || missing === 0) {
    return incomplete ?? first;
  }
  return new SightlineError('remote-data-missing', first.message, { cause: first });
}
