import { unlisted } from '../core/data/keep-versions.ts';
import { SightlineError } from '../core/errors.ts';
import { differingOutputs, type LockedEntry, type LockedStage } from '../core/pipeline/lock-file.ts';
import { staleReasons } from '../core/pipeline/planned-stage.ts';
import { isUnchanged, type StageStatus } from '../core/pipeline/stage-status.ts';
import type { Stage } from '../core/pipeline/stage.ts';
import { claimRun, makeClaimed } from './claim-run.ts';
import { type NearestLock, nearestLock } from './nearest-lock.ts';
import type { ReproContext, StageOptions, StageOutcome } from './repro-context.ts';
import { adoptRun, type CachedRun, findCachedRun, type FoundRun, isRestorable, restoreRun } from './run-cache.ts';
import { commandLines } from './run-command.ts';
import { recordStage, runStage, saveOutputs } from './run-stage.ts';
import { recordInputs, type StageInputs } from './stage-record.ts';

/** A lock, and whether what it says counts. */
interface HeldLock extends NearestLock {
  readonly isBelieved: boolean;
}

/** Brings one stage up to date. */
export async function reproduceStage(context: ReproContext, stage: Stage, options: StageOptions): Promise<StageOutcome> {
  const { project } = context;
  const say = (line: string): void => project.console.info(`${options.prefix ?? ''}${line}`);
  if (stage.frozen) {
    say(`Stage '${stage.address}' is frozen. Its dependencies are not going to be reproduced.`);
  }
  const nearest = settle(await nearestLock({ data: project.data, parameters: context.parameters }, context.locks, stage), options);
  const { locked, status } = nearest;
  const isBelieved = await context.source.believesLock(stage, locked);
  const unneeded = options.force || !isBelieved ? undefined : await leaveUnchanged(context, stage, nearest, options);
  if (unneeded !== undefined) {
    return unneeded;
  }
  if (options.verbose) {
    const reasons = staleReasons(status, locked !== undefined);
    say(`Stage '${stage.address}' is stale: ${reasons.length === 0 ? 'it is forced' : reasons.join('; ')}`);
  }
  await askFirst(stage, options);
  if (!stage.frozen) {
    return reproduceStale(context, stage, { ...nearest, isBelieved }, options);
  }
  if (!isBelieved) {
    throw new SightlineError('must-run', `stage '${stage.address}' is frozen, and no trusted run made what the lock says of it`, {
      place: context.placeOf(stage),
    });
  }
  return reproduceFrozen(context, stage, locked, options);
}

/** Who may run nothing takes what a stage that always runs was last recorded with. */
function settle(nearest: NearestLock, { noRun }: StageOptions): NearestLock {
  return noRun ? { ...nearest, status: { ...nearest.status, alwaysChanged: false } } : nearest;
}

/** Undefined for a stage that changed; one that only the workspace's lock is behind of is recorded there. */
async function leaveUnchanged(
  context: ReproContext,
  stage: Stage,
  { locked, status, isBehind }: NearestLock,
  options: StageOptions,
): Promise<StageOutcome | undefined> {
  const say = (line: string): void => context.project.console.info(`${options.prefix ?? ''}${line}`);
  // A frozen stage isn't run because it is always changed: what it wrote is all that is looked at.
  if (!isUnchanged({ ...status, alwaysChanged: status.alwaysChanged && !stage.frozen }, options.allowMissing)) {
    return undefined;
  }
  if (!isBehind) {
    say(`Stage '${stage.address}' didn't change, skipping`);
    return 'unchanged';
  }
  if (locked === undefined) {
    return undefined;
  }
  say(`Stage '${stage.address}' didn't change, and its lock is brought up to date`);
  await recordStage(context, stage, locked, options);
  return 'restored';
}

/** Takes the outputs from the cache where a run with the same inputs is known, else runs the command. */
async function reproduceStale(context: ReproContext, stage: Stage, nearest: HeldLock, options: StageOptions): Promise<StageOutcome> {
  const { project, sharing } = context;
  const { locked } = nearest;
  const say = (line: string): void => project.console.info(`${options.prefix ?? ''}${line}`);
  const missingAllowed = options.allowMissing || options.dry;
  const inputs = await recordInputs({ data: project.data, parameters: context.parameters }, stage, {
    locked,
    allowMissing: missingAllowed,
    placeOf: (definition) => context.placeOf(stage, definition),
  });
  const find = async (): Promise<CachedRun> => findReusable(context, stage, { nearest, inputs, options });
  let found: CachedRun = options.force ? { run: undefined, reason: undefined } : await find();
  if (found.run === undefined && found.reason !== undefined) {
    say(`Stage '${stage.address}' has a cached run that is not reused: ${found.reason}`);
  }
  if (found.run === undefined && options.noRun) {
    const why = found.reason ?? (nearest.isBelieved ? undefined : 'no trusted run made what its lock says');
    throw new SightlineError('must-run', `stage '${stage.address}' would have to run${why === undefined ? '' : `: ${why}`}`, {
      place: context.placeOf(stage),
    });
  }
  if (options.dry) {
    sayDry(stage, found.run, say);
    return found.run === undefined ? 'ran' : 'restored';
  }
  const claimed = found.run === undefined && sharing !== undefined ? await claimRun(context, sharing, stage, { inputs, find }) : undefined;
  found = claimed?.found ?? found;
  const restored = found.run === undefined ? undefined : found;
  const make = async (): Promise<LockedStage> => {
    const run = await (restored === undefined
      ? runStage(context, stage, inputs, options)
      : restoreFound(context, stage, { inputs, found: restored, options }));
    warnOfContradiction(context, stage, nearest, run);
    return run;
  };
  await (sharing === undefined ? make() : makeClaimed(context, sharing, stage, { held: claimed?.held, make }));
  return restored === undefined ? 'ran' : 'restored';
}

interface Restoring {
  readonly inputs: StageInputs;
  readonly found: FoundRun;
  readonly options: StageOptions;
}

/** A lock that fits and names other outputs is somebody's word, or the stage isn't the same each time. */
function warnOfContradiction({ project }: ReproContext, stage: Stage, { locked, status, isBelieved }: HeldLock, run: LockedStage): void {
  const outputs = locked === undefined || isBelieved || !hasSameInputs(status) ? [] : differingOutputs(locked, run);
  if (outputs.length > 0) {
    project.console.warn(
      `The lock of stage '${stage.address}' names another ${outputs.join(', ')} than the trusted run with the same inputs made. What that run made counts.`,
    );
  }
}

async function restoreFound(context: ReproContext, stage: Stage, { inputs, found, options }: Restoring): Promise<LockedStage> {
  context.project.console.info(`${options.prefix ?? ''}Stage '${stage.address}' is cached - skipping run, checking out outputs`);
  await restoreRun(context.project, stage, found.run);
  const outs = found.run.outs.map(({ path, info }): LockedEntry => ({ path, info: info && unlisted(info) }));
  await adoptRun(context, stage, found);
  await recordStage(context, stage, { ...inputs, outs }, options);
  return found.run;
}

async function askFirst(stage: Stage, options: StageOptions): Promise<void> {
  if (
    options.confirm !== undefined &&
    !(await options.confirm(`Going to reproduce stage: '${stage.address}'. Are you sure you want to continue?`))
  ) {
    throw new SightlineError('interrupted', 'reproduction aborted by the user');
  }
}

interface ReuseQuestion {
  readonly nearest: HeldLock;
  readonly inputs: StageInputs;
  readonly options: StageOptions;
}

/** The lock's own run when only outputs are gone, else one of the run cache. */
async function findReusable(context: ReproContext, stage: Stage, question: ReuseQuestion): Promise<CachedRun> {
  const { project, source } = context;
  const { nearest, options } = question;
  const { locked, status, isBelieved } = nearest;
  if (
    isBelieved &&
    locked !== undefined &&
    hasSameInputs(status) &&
    (await isRestorable(project, stage, locked, source.bring(undefined)))
  ) {
    return { run: locked, maker: undefined };
  }
  return options.runCache ? findCachedRun(context, stage, question.inputs) : { run: undefined, reason: undefined };
}

function hasSameInputs(status: StageStatus): boolean {
  return status.deps.size + status.params.size === 0 && !status.changedCommand && !status.alwaysChanged;
}

function sayDry(stage: Stage, cached: LockedStage | undefined, say: (line: string) => void): void {
  if (cached !== undefined) {
    say(`Stage '${stage.address}' is cached - skipping run, checking out outputs`);
  } else {
    say(`Running stage '${stage.address}':`);
    for (const line of commandLines(stage)) {
      say(`> ${line}`);
    }
  }
}

/** A frozen stage isn't run: its outputs, which must be there, are recorded as they are. */
async function reproduceFrozen(
  context: ReproContext,
  stage: Stage,
  locked: LockedStage | undefined,
  options: StageOptions,
): Promise<StageOutcome> {
  context.project.console.info(`${options.prefix ?? ''}Verifying outputs in frozen stage: '${stage.address}'`);
  if (options.dry) {
    return 'unchanged';
  }
  const inputs = await recordInputs({ data: context.project.data, parameters: context.parameters }, stage, {
    locked,
    allowMissing: options.allowMissing,
    placeOf: (definition) => context.placeOf(stage, definition),
  });
  await recordStage(context, stage, { ...inputs, outs: await saveOutputs(context, stage, options) }, options);
  return 'restored';
}
