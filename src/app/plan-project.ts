import type { ChangeKind, GovernedChange, PlannedProject } from '../core/github/change.ts';
import { SightlineError } from '../core/errors.ts';
import type { PlannedStage } from '../core/pipeline/planned-stage.ts';
import type { Pipeline } from '../core/pipeline/pipeline.ts';
import { mayRunOn } from '../core/spec/allowed-runners.ts';
import { isTraining } from '../core/spec/is-training.ts';
import { readPlacedSpec, readSpec } from '../core/spec/read-spec.ts';
import { specFile } from '../core/spec/spec-file.ts';
import type { Spec } from '../core/spec/spec.ts';
import { governedConfigChanges, governedSpecChanges, type PlacedSpec } from './governed-diff.ts';
import { loadPipeline } from './load-pipeline.ts';
import type { OtherLocks } from './lock-files.ts';
import { noteLocks } from './open-commit.ts';
import { plan } from './plan.ts';
import type { Project } from './project.ts';
import { proofOf } from './run-reader.ts';
import { fromTop, type ProposedProject } from './proposed-projects.ts';
import { type KnownChange, touches } from './touches.ts';

/** A project that was read, before anything is planned. */
export interface OpenedProposal {
  readonly proposed: ProposedProject;
  readonly project: Project & Disposable;
  readonly head: PlacedSpec;
  /** Undefined for a project that base doesn't have. */
  readonly base: Spec | undefined;
  readonly pipeline: Pipeline;
}

/** Reads both specs and the pipeline. Throws what is wrong with them, at its place from git's top. */
export async function openProposal(proposed: ProposedProject, project: Project & Disposable): Promise<OpenedProposal> {
  const { folder } = proposed;
  const text = await placed(folder, () => project.workspace.readText(specFile));
  const before = proposed.base.get(fromTop(folder, specFile));
  return placed(folder, async () => ({
    proposed,
    project,
    head: readPlacedSpec(text ?? ''),
    base: before === undefined ? undefined : readRulingSpec(before),
    pipeline: await loadPipeline(project.workspace),
  }));
}

/** What can change a verdict although nothing is stale, as where somebody trained elsewhere and committed the lock. */
const judged: ReadonlySet<ChangeKind> = new Set(['spec', 'lock', 'data']);

/** A change can't be planned by rules that nobody can read, nor by its own. */
function readRulingSpec(text: string): Spec {
  try {
    return readSpec(text);
  } catch (error) {
    if (!(error instanceof SightlineError) || error.place === undefined) {
      throw error;
    }
    const { code, message, place } = error;
    throw new SightlineError(code, `the spec of the base branch, which governs, is wrong at line ${place.line ?? 1}: ${message}`, {
      place: { file: place.file },
      hint: 'Correct it on the base branch first, by somebody who may merge without this check.',
      cause: error,
    });
  }
}

/** What planning one project needs to know of the whole change. */
export interface ProjectChange {
  readonly mergeBase: string;
  /** Whether nothing differs from the base: then whatever is stale counts, and not only what a change reaches. */
  readonly isBaseItself: boolean;
  readonly changes: readonly KnownChange[];
  readonly folders: readonly string[];
  readonly writer: string;
  /** Whose change it is. */
  readonly pullRequest: number | undefined;
  /** The remotes are asked what was trained before. */
  readonly asksRemote: boolean;
  readonly signal: AbortSignal;
}

/** Plans one project: what is stale, on which runner, and what base governs. */
export async function planProject(
  opened: OpenedProposal,
  change: ProjectChange,
): Promise<{ readonly planned: PlannedProject; readonly stages: readonly PlannedStage[]; readonly notes: readonly string[] }> {
  const { proposed, head, base, pipeline } = opened;
  const { folder } = proposed;
  const isTouchedBy = (changes: readonly KnownChange[]): boolean => touches({ folder, pipeline, spec: head.spec }, changes, change.folders);
  const isTouched = isTouchedBy(change.changes);
  const { stages, notes } =
    isTouched || change.isBaseItself ? await placed(folder, () => planStages(opened, change)) : { stages: [], notes: [] };
  const isStale = stages.some(({ action }) => action !== 'unchanged');
  const needed = isStale || (isTouched && isTouchedBy(change.changes.filter(({ kind }) => judged.has(kind))));
  const { runsOn } = head.spec.train;
  const isRefused = !mayRunOn(runsOn, base);
  return {
    stages,
    notes,
    planned: {
      folder,
      report: (base ?? head.spec).model.name,
      runsOn,
      trainings: stages.filter((stage) => isTrainingOf(stage, base, head.spec)).length,
      needed: needed && !isRefused,
      governed: [...governedOf(opened), ...(await governedConfig(opened))],
      refused: isRefused ? { ...refusal(runsOn, base), ...placeIn(folder, head) } : null,
    },
  };
}

/** Asks the remote, too; where it can't be asked, the job that trains asks it again. */
async function planStages(
  { project, head }: OpenedProposal,
  { mergeBase, isBaseItself, writer, pullRequest, asksRemote, signal }: ProjectChange,
): Promise<{ readonly stages: readonly PlannedStage[]; readonly notes: readonly string[] }> {
  const otherLocks = locksOf(project, mergeBase);
  const options = { targets: [], otherLocks, codePaths: head.spec.train.code, writer, allowMissing: true, signal };
  if (!asksRemote || project.remotes.defaultName === undefined) {
    return { stages: await plan(project, options), notes: [] };
  }
  // What is on the base branch came with pull requests, and its locks with it.
  const proof = isBaseItself && pullRequest === undefined ? { ...proofOf(head.spec), adopted: undefined } : undefined;
  try {
    return { stages: await plan(project, { ...options, reader: { pullRequest, proof } }), notes: [] };
  } catch (error) {
    if (!(error instanceof SightlineError) || error.fault !== 'remote') {
      throw error;
    }
    const note = `The remote could not be asked what was trained before, so less may have to be trained than is planned: ${error.message}`;
    return { stages: await plan(project, { ...options, proof }), notes: [note] };
  }
}

/** A lock that training on the base branch left as a git note fits a change, too, where it still fits. */
function locksOf({ git }: Project, mergeBase: string): OtherLocks {
  return async () => (git === undefined ? new Map() : new Map([...(await noteLocks(git, mergeBase)), ...(await noteLocks(git, 'HEAD'))]));
}

/** A change can't take a stage from base's list of trainings. */
function isTrainingOf({ stage, action }: PlannedStage, base: Spec | undefined, head: Spec): boolean {
  const specs = base === undefined ? [head] : [base, head];
  return (action === 'run' || action === 'may-run') && specs.some((spec) => isTraining(stage, spec.train.stages));
}

function governedOf({ proposed, base, head }: OpenedProposal): readonly GovernedChange[] {
  return base === undefined ? [] : governedSpecChanges(base, head, fromTop(proposed.folder, specFile));
}

async function governedConfig({ proposed, project }: OpenedProposal): Promise<readonly GovernedChange[]> {
  const { folder, base, config } = proposed;
  const names = ['.dvc/config', '.dvc/config.sightline', ...(config.has('local') ? ['.dvc/config.local'] : [])];
  const changes = await Promise.all(
    names.map(async (name) => {
      const path = fromTop(folder, name);
      const head = await placed(folder, () => project.workspace.readText(name));
      return governedConfigChanges(base.get(path), head, path);
    }),
  );
  return changes.flat();
}

function refusal(runsOn: readonly string[], base: Spec | undefined): { readonly message: string } {
  const allowed = base === undefined ? 'that of a spec that names none' : 'train.runsOn and train.allowRunsOn there';
  return { message: `the base branch lets nothing run on [${runsOn.join(', ')}]: allowed is ${allowed}` };
}

function placeIn(folder: string, head: PlacedSpec): { readonly file: string; readonly line: number | null } {
  return { file: fromTop(folder, specFile), line: head.place(['train', 'runsOn']).line ?? null };
}

/** Errors in a project below git's top name their place from there. */
async function placed<T>(folder: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (folder === '.' || !(error instanceof SightlineError) || error.place === undefined) {
      throw error;
    }
    const place = { ...error.place, file: fromTop(folder, error.place.file) };
    throw new SightlineError(error.code, error.message, { place, hint: error.hint, cause: error });
  }
}
