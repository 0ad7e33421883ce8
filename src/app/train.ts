import type { RunStatements } from '../core/sharing/run-statement.ts';
import { readHeadContext } from './head-context.ts';
import { SightlineError } from '../core/errors.ts';
import { commitLocks, keepLockNote } from './keep-lock-note.ts';
import { loadPipeline, type Pipeline } from './load-pipeline.ts';
import type { Project } from './project.ts';
import { isTraining } from '../core/spec/is-training.ts';
import { repro, type ReproOptions } from './repro.ts';
import type { Claimant } from './run-claims.ts';
import type { StepResult } from './run-plan.ts';
import { runCheck } from './run-check.ts';
import { type PlaceOptions, runReader } from './run-reader.ts';
import { RunSharing } from './run-sharing.ts';
import type { RunReader } from './run-source.ts';

/** What to train, and how; the rest is as `repro` does it by default. */
export interface TrainOptions extends Pick<ReproOptions, 'targets' | 'jobs' | 'pull' | 'noRun' | 'quietStdout' | 'writer'> {
  readonly signal: AbortSignal;
  readonly places: PlaceOptions;
  /** Claims runs at the default remote before they are made, and sends them there. */
  readonly by?: Claimant;
  /** Commits the locks where `train.lock` of the spec asks for that. */
  readonly commitLock?: boolean;
  /** Signs and checks what `train.signedBy` of the spec asks for. */
  readonly statements: RunStatements;
}

/** What training did, by addresses of stages. */
export interface Training {
  readonly ran: readonly string[];
  /** Taken from the run cache or the cache, without running anything. */
  readonly restored: readonly string[];
  readonly unchanged: readonly string[];
  /** Every step, those that failed or were never begun included. */
  readonly stages: readonly StepResult[];
  /** How many of those that ran are trainings: `train.stages` of the spec, or every stage where it names none. */
  readonly trainings: number;
  /** The commit that the locks were kept with as a git note; null where none was needed or allowed. */
  readonly notedCommit: string | null;
  /** The commit that holds the locks now; null where none was needed or asked for. */
  readonly lockCommit: string | null;
  /** What to throw once the steps are told of. */
  readonly failure?: unknown;
}

/** Runs what is stale and no more, and keeps the locks of a commit on the default branch as a git note. Answers, not throws, the failure of a step. */
export async function train(project: Project, options: TrainOptions): Promise<Training> {
  const pipeline = await loadPipeline(project.workspace);
  const { otherLocks, spec } = await readHeadContext(project);
  const codePaths = spec?.train.code;
  const { by, places, signal } = options;
  const warn = (line: string): void => project.console.warn(line);
  const reader = { ...runReader(spec, places, warn), check: runCheck(spec, options.statements, warn) };
  const { pullRequest } = reader;
  const commits = options.commitLock === true && spec?.train.lock === 'commit';
  const sign = spec?.train.signedBy === undefined ? undefined : options.statements.sign;
  if (by !== undefined && reader.check !== undefined && pullRequest === undefined && sign === undefined) {
    warn('Nothing here can sign for runs, so nobody will believe them: let the workflow of train.signedBy train, with id-token: write.');
  }
  const sharing = by === undefined ? undefined : await RunSharing.open(project, { pullRequest, by, signal, sign });
  const { steps, failure } = await repro(project, pipeline, {
    ...options,
    force: false,
    singleItem: false,
    pipeline: false,
    allPipelines: options.targets.length === 0,
    recursive: false,
    downstream: false,
    forceDownstream: false,
    allowMissing: false,
    dry: false,
    glob: false,
    noCommit: false,
    verbose: false,
    runCache: true,
    keepsGitKeptRuns: true,
    onError: 'fail',
    otherLocks,
    reader,
    ...(sharing === undefined ? {} : { sharing }),
    ...(codePaths === undefined ? {} : { codePaths }),
  });
  const having = (outcome: string): string[] => steps.filter((step) => step.outcome === outcome).map((step) => step.stage);
  const ran = having('ran');
  return {
    ran,
    restored: having('restored'),
    unchanged: having('unchanged'),
    stages: steps,
    trainings: ran.filter((address) => isTraining(address, spec?.train.stages)).length,
    ...(failure === undefined
      ? await keepLocks(project, pipeline, { ...reader, commits }, options)
      : { notedCommit: null, lockCommit: null, failure }),
  };
}

/**
 * What a pull request trained is noted on no commit, since such a note is believed. Throws `stale-lock` where what a job without runs
 * proved can't be kept: who reads HEAD next would believe the lock that it has.
 */
async function keepLocks(
  project: Project,
  pipeline: Pipeline,
  { pullRequest, proof, commits }: RunReader & { readonly commits: boolean },
  { noRun }: Pick<TrainOptions, 'noRun'>,
): Promise<Pick<Training, 'notedCommit' | 'lockCommit'>> {
  if (pullRequest !== undefined) {
    return { notedCommit: null, lockCommit: null };
  }
  const { commit: notedCommit = null, isNeeded } = await keepLockNote(project, pipeline);
  const lockCommit = commits ? ((await commitLocks(project, pipeline)) ?? null) : null;
  if (isNeeded && notedCommit === null && lockCommit === null && proof !== undefined && noRun === true) {
    throw new SightlineError('stale-lock', 'the locks of HEAD are not those of the trusted runs, and no note on HEAD could keep these', {
      hint: 'Run this on the default branch with nothing uncommitted but locks, or commit the locks.',
    });
  }
  return { notedCommit, lockCommit };
}
