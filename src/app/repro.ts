import { SightlineError } from '../core/errors.ts';
import { buildGraph, placeOfStage } from '../core/pipeline/graph.ts';
import type { Pipeline } from '../core/pipeline/pipeline.ts';
import { planRepro, type ReproStep } from '../core/pipeline/repro-plan.ts';
import { LockFiles, type OtherLocks } from './lock-files.ts';
import { ParameterFiles } from './parameter-files.ts';
import type { Project } from './project.ts';
import { reproduceDvcFile } from './reproduce-dvc-file.ts';
import type { ReproContext, StageOptions } from './repro-context.ts';
import { reproduceStage } from './reproduce-stage.ts';
import { RunDigests } from './run-digests.ts';
import type { RunSharing } from './run-sharing.ts';
import { ownRuns, type RunReader, type RunSource } from './run-source.ts';
import { type OnError, runPlan, type StepResult } from './run-plan.ts';
import { selectNodes } from './select-nodes.ts';

/** What to reproduce, and how: the flags of `dvc repro`. */
export interface ReproOptions {
  /** Stages, dvc.yaml and `.dvc` files; none: the dvc.yaml here. */
  readonly targets: readonly string[];
  readonly force: boolean;
  readonly singleItem: boolean;
  readonly pipeline: boolean;
  readonly allPipelines: boolean;
  readonly recursive: boolean;
  readonly downstream: boolean;
  readonly forceDownstream: boolean;
  readonly allowMissing: boolean;
  readonly dry: boolean;
  readonly glob: boolean;
  readonly noCommit: boolean;
  readonly runCache: boolean;
  /** Keeps runs with outputs that git keeps, too, which DVC reads and doesn't write. */
  readonly keepsGitKeptRuns?: boolean;
  /** Fail where a command would have to run. */
  readonly noRun?: boolean;
  /** Fetch runs and what the cache lacks of data from the remote. */
  readonly pull: boolean;
  /** For whom runs are fetched, and made; without it for whoever may write to the trusted place. */
  readonly reader?: RunReader;
  /** Claims runs at the default remote and sends them there. */
  readonly sharing?: RunSharing;
  readonly onError: OnError;
  /** Stages that may run at once. */
  readonly jobs: number;
  /** Standard output is for JSON. */
  readonly quietStdout: boolean;
  /** Tell why stages are stale. */
  readonly verbose: boolean;
  readonly confirm?: (question: string) => Promise<boolean>;
  readonly signal?: AbortSignal;
  /** Locks to hold stages against besides the workspace's. */
  readonly otherLocks?: OtherLocks;
  /** `train.code` of sightline.yaml: globs of the files that count as code. */
  readonly codePaths?: readonly string[];
  /** Who we are, in records of runs: `sightline 0.1.0`. */
  readonly writer: string;
}

/** What a reproduction did. */
export interface ReproResult {
  readonly steps: readonly StepResult[];
  /** Files to add to git. */
  readonly changedFiles: readonly string[];
  /** What to throw once the steps are told of. */
  readonly failure?: unknown;
}

/** Brings stages and `.dvc` files up to date: DVC's `repro`. Answers, not throws, the failure of a step. */
export async function repro(project: Project, pipeline: Pipeline, options: ReproOptions): Promise<ReproResult> {
  const steps = planSteps(project, pipeline, options);
  const { reader = { pullRequest: undefined }, sharing } = options;
  const source = options.pull ? await openSource(project, reader, options) : ownRuns(reader);
  const stages = steps.flatMap(({ node }) => (node.kind === 'stage' ? [node.stage] : []));
  const context: ReproContext = {
    project,
    placeOf: (stage, definition) => placeOfStage(pipeline, stage, definition),
    locks: new LockFiles(project.workspace, options.otherLocks, stages),
    parameters: new ParameterFiles(project.workspace),
    digests: new RunDigests(project, pipeline.stages, options),
    source,
    ...(sharing === undefined ? {} : { sharing }),
    writer: options.writer,
    maker: reader.pullRequest,
    keepsGitKeptRuns: options.keepsGitKeptRuns === true,
    changedFiles: new Set(),
  };
  const result = await runPlan(steps, {
    jobs: options.jobs,
    onError: options.onError,
    force: options.force,
    forceDownstream: options.forceDownstream,
    warn: (line) => project.console.warn(line),
    run: (step, force) => runStep(context, step, stageOptions(options, step, force)),
    ...(options.signal === undefined ? {} : { signal: options.signal }),
  });
  return { ...result, changedFiles: [...context.changedFiles] };
}

async function openSource(
  project: Project,
  reader: RunReader,
  { signal = new AbortController().signal }: Pick<ReproOptions, 'signal'>,
): Promise<RunSource> {
  if (project.remotes.defaultName === undefined) {
    project.console.warn('--pull fetches nothing, since no remote is the default one.');
    return ownRuns(reader);
  }
  const [{ bringFromRemotes }, { remoteRuns }] = await Promise.all([import('./bring-contents.ts'), import('./remote-runs.ts')]);
  return remoteRuns(project, reader, (seen) => bringFromRemotes(seen, { jobs: undefined, signal }));
}

function planSteps(project: Project, pipeline: Pipeline, options: ReproOptions): readonly ReproStep[] {
  const { allPipelines, recursive, glob } = options;
  if (!allPipelines && options.targets.length === 0 && !pipeline.files.some((file) => file.path === defaultFile(project))) {
    throw new SightlineError('unknown-target', `there is no '${defaultFile(project)}'`, { hint: 'Name a target, or use --all-pipelines.' });
  }
  // Without targets the order is that of the whole graph.
  const targets = allPipelines
    ? []
    : selectNodes(project, pipeline, options.targets.length === 0 ? ['dvc.yaml'] : options.targets, { recursive, glob });
  return planRepro(buildGraph(pipeline), {
    targets,
    wholePipelines: options.pipeline || allPipelines,
    downstream: options.downstream && !options.pipeline && !allPipelines,
    single: options.singleItem && !options.pipeline && !allPipelines,
  });
}

function defaultFile(project: Project): string {
  return project.folder === '.' ? 'dvc.yaml' : `${project.folder}/dvc.yaml`;
}

function runStep(context: ReproContext, step: ReproStep, options: StageOptions): ReturnType<typeof reproduceStage> {
  return step.node.kind === 'stage'
    ? reproduceStage(context, step.node.stage, options)
    : reproduceDvcFile(context, step.node.source, options);
}

function stageOptions(options: ReproOptions, step: ReproStep, force: boolean): StageOptions {
  return {
    force,
    dry: options.dry,
    allowMissing: options.allowMissing,
    noCommit: options.noCommit,
    runCache: options.runCache,
    noRun: options.noRun === true,
    quietStdout: options.quietStdout,
    verbose: options.verbose,
    ...(options.jobs > 1 ? { prefix: `[${step.address}] ` } : {}),
    ...(options.confirm === undefined ? {} : { confirm: options.confirm }),
    ...(options.signal === undefined ? {} : { signal: options.signal }),
  };
}
