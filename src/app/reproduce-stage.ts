import { SightlineError, type Place } from '../core/errors.ts';
import type { PreviousOutputs } from '../core/data-ports.ts';
import type { LockedEntry, LockedStage } from '../core/pipeline/lock-file.ts';
import { keepVersion, unlisted } from '../core/data/keep-versions.ts';
import { staleReasons } from '../core/pipeline/planned-stage.ts';
import { isUnchanged, type StageStatus } from '../core/pipeline/stage-status.ts';
import type { Stage } from '../core/pipeline/stage.ts';
import type { BringContents } from './bring-contents.ts';
import { ignoreOutputs } from './ignore-outputs.ts';
import type { LockFiles } from './lock-files.ts';
import { type NearestLock, nearestLock } from './nearest-lock.ts';
import type { ParameterFiles } from './parameter-files.ts';
import { notePart } from './partial-data.ts';
import { type Project, showPath } from './project.ts';
import { saveWhole, saveWithProgress } from './save-with-progress.ts';
import { findCachedRun, isRestorable, recordRun, restoreRun, saveRun } from './run-cache.ts';
import { commandLines, runCommands } from './run-command.ts';
import type { RunDigests } from './run-digests.ts';
import { lockedInfo } from './stage-facts.ts';
import { recordInputs, type StageInputs } from './stage-record.ts';
import { stageWorld } from './stage-world.ts';

/** How one stage is reproduced. */
export interface StageOptions {
  readonly force: boolean;
  readonly dry: boolean;
  readonly allowMissing: boolean;
  readonly noCommit: boolean;
  readonly runCache: boolean;
  /** Brings contents that the cache lacks from the remote, where that is asked for. */
  readonly bring?: BringContents;
  /** Put before lines of output, when several stages run at once. */
  readonly prefix?: string;
  readonly quietStdout: boolean;
  /** Tell why stages are stale. */
  readonly verbose: boolean;
  readonly signal?: AbortSignal;
  /** Asks the person; absent when nobody is asked. */
  readonly confirm?: (question: string) => Promise<boolean>;
}

/** What stages of one run share. */
export interface ReproContext {
  readonly project: Project;
  /** Where a stage is defined, or the entry of one of its paths. */
  readonly placeOf: (stage: Stage, definition?: string) => Place;
  readonly locks: LockFiles;
  readonly parameters: ParameterFiles;
  readonly digests: RunDigests;
  /** Who we are, in records of runs: `sightline 0.1.0`. */
  readonly writer: string;
  /** Files to tell the person to add to git. */
  readonly changedFiles: Set<string>;
}

/** What became of a stage: nothing to do, outputs taken from the cache, or its command run. */
export type StageOutcome = 'unchanged' | 'restored' | 'ran';

/** Brings one stage up to date. */
export async function reproduceStage(context: ReproContext, stage: Stage, options: StageOptions): Promise<StageOutcome> {
  const { project } = context;
  const say = (line: string): void => project.console.info(`${options.prefix ?? ''}${line}`);
  if (stage.frozen) {
    say(`Stage '${stage.address}' is frozen. Its dependencies are not going to be reproduced.`);
  }
  const nearest = await nearestLock({ data: project.data, parameters: context.parameters }, context.locks, stage);
  const { locked, status } = nearest;
  const unneeded = options.force ? undefined : await leaveUnchanged(context, stage, nearest, options);
  if (unneeded !== undefined) {
    return unneeded;
  }
  if (options.verbose) {
    const reasons = staleReasons(status, locked !== undefined);
    say(`Stage '${stage.address}' is stale: ${reasons.length === 0 ? 'it is forced' : reasons.join('; ')}`);
  }
  await askFirst(stage, options);
  return stage.frozen ? reproduceFrozen(context, stage, locked, options) : reproduceStale(context, stage, nearest, options);
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
  await record(context, stage, locked, options);
  return 'restored';
}

/** Takes the outputs from the cache where a run with the same inputs is known, else runs the command. */
async function reproduceStale(
  context: ReproContext,
  stage: Stage,
  { locked, status }: NearestLock,
  options: StageOptions,
): Promise<StageOutcome> {
  const { project } = context;
  const say = (line: string): void => project.console.info(`${options.prefix ?? ''}${line}`);
  const missingAllowed = options.allowMissing || options.dry;
  const inputs = await recordInputs({ data: project.data, parameters: context.parameters }, stage, {
    locked,
    allowMissing: missingAllowed,
    placeOf: (definition) => context.placeOf(stage, definition),
  });
  const cached = options.force ? undefined : await findReusable(context, stage, { locked, status, inputs, options });
  if (cached !== undefined) {
    say(`Stage '${stage.address}' is cached - skipping run, checking out outputs`);
  }
  if (options.dry) {
    sayDry(stage, cached === undefined, say);
    return cached === undefined ? 'ran' : 'restored';
  }
  return cached === undefined ? runStage(context, stage, inputs, options) : finishRestored(context, stage, { inputs, cached, options });
}

async function finishRestored(
  context: ReproContext,
  stage: Stage,
  found: { readonly inputs: StageInputs; readonly cached: LockedStage; readonly options: StageOptions },
): Promise<StageOutcome> {
  await restoreRun(context.project, stage, found.cached);
  const outs = found.cached.outs.map(({ path, info }): LockedEntry => ({ path, info: info && unlisted(info) }));
  await record(context, stage, { ...found.inputs, outs }, found.options);
  return 'restored';
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
  readonly locked: LockedStage | undefined;
  readonly status: StageStatus;
  readonly inputs: StageInputs;
  readonly options: StageOptions;
}

/** The lock's own run when only outputs are gone, else one of the run cache. */
async function findReusable(context: ReproContext, stage: Stage, question: ReuseQuestion): Promise<LockedStage | undefined> {
  const { locked, status, options } = question;
  const inputsSame = status.deps.size + status.params.size === 0 && !status.changedCommand && !status.alwaysChanged;
  if (locked !== undefined && inputsSame && (await isRestorable(context.project, stage, locked, options.bring))) {
    return locked;
  }
  if (!options.runCache) {
    return undefined;
  }
  const found = await findCachedRun(context, stage, question.inputs, options.bring);
  if (found.run === undefined && found.reason !== undefined) {
    context.project.console.info(`${options.prefix ?? ''}Stage '${stage.address}' has a cached run that is not reused: ${found.reason}`);
  }
  return found.run;
}

function sayDry(stage: Stage, runs: boolean, say: (line: string) => void): void {
  if (runs) {
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
  await record(context, stage, { ...inputs, outs: await saveOutputs(context, stage, options) }, options);
  return 'restored';
}

async function runStage(context: ReproContext, stage: Stage, inputs: StageInputs, options: StageOptions): Promise<StageOutcome> {
  const { project } = context;
  project.console.info(`${options.prefix ?? ''}Running stage '${stage.address}':`);
  const runRecord = await recordRun(context.digests, stage, context.writer);
  const writes = stage.outs.filter((out) => !out.persist).map((out) => out.path);
  for (const out of stage.outs.filter((candidate) => candidate.persist)) {
    await project.data.unprotect(out.path);
  }
  const world = await stageWorld(project, await context.locks.of(stage), stage.name);
  const previous = await project.guard.begin(stage, { writes, reads: stage.deps.map((dep) => dep.path) }, world);
  let run: LockedStage;
  try {
    await runCommands(project, stage, {
      quietStdout: options.quietStdout,
      place: context.placeOf(stage),
      onStart: (pid, ownGroup) => previous.noteProcess(pid, ownGroup),
      ...(options.prefix === undefined ? {} : { prefix: options.prefix }),
      ...(options.signal === undefined ? {} : { signal: options.signal }),
    });
    project.data.forget();
    context.parameters.forget();
    await warnOfChangedInputs(context, stage, inputs);
    run = { ...inputs, outs: await saveOutputs(context, stage, options) };
    if (!options.noCommit) {
      await saveRun(project, stage, run, runRecord);
    }
  } catch (error) {
    project.data.forget();
    throw await undo(project, previous, error);
  }
  await previous.discard();
  await record(context, stage, run, options);
  return 'ran';
}

/** Puts the previous outputs back and says where the failed run's are. */
async function undo(project: Project, previous: PreviousOutputs, error: unknown): Promise<unknown> {
  const kept = await previous.restore();
  if (!(error instanceof SightlineError) || kept === undefined) {
    return error;
  }
  const where = kept.startsWith(`${project.workspace.root}/`) ? showPath(project, kept.slice(project.workspace.root.length + 1)) : kept;
  return new SightlineError(error.code, error.message, {
    hint: `${error.hint} The outputs of before are back; what this run wrote is in ${where}.`,
    cause: error,
    ...(error.place === undefined ? {} : { place: error.place }),
  });
}

/** A model is the work of the code that was read at the start, not of an edit made while it trained. */
async function warnOfChangedInputs(context: ReproContext, stage: Stage, inputs: StageInputs): Promise<void> {
  for (const dep of stage.deps) {
    const before = inputs.deps.find((entry) => entry.path === dep.definition)?.info;
    const now = await context.project.data.describe(dep.path, before?.hash ?? 'md5');
    if (before?.md5 !== now?.info.md5) {
      context.project.console.warn(`'${dep.definition}' changed while stage '${stage.address}' ran; the lock records it as it was before.`);
    }
  }
}

/** Hashes the outputs and puts them into the cache. Throws `missing-output`. */
async function saveOutputs(context: ReproContext, stage: Stage, options: StageOptions): Promise<readonly LockedEntry[]> {
  const { data } = context.project;
  const before = (await context.locks.of(stage)).stages.get(stage.name)?.outs;
  const outs: LockedEntry[] = [];
  for (const out of stage.outs) {
    const isThere = !(await data.isIgnored(out.path)) && (await data.describe(out.path)) !== undefined;
    if (!isThere && !(options.allowMissing && stage.frozen)) {
      throw new SightlineError('missing-output', `stage '${stage.address}' did not write its output '${out.definition}'`, {
        place: context.placeOf(stage, out.definition),
      });
    }
    if (isThere) {
      const save = stage.frozen || out.persist ? saveWithProgress : saveWhole;
      const content = out.cache && !options.noCommit ? await save(context.project, out.path) : await data.describe(out.path);
      outs.push({ path: out.definition, info: content && keepVersion(lockedInfo(before, out), content.info) });
    }
  }
  return outs;
}

/** Writes the lock, last of all: what it names is in the cache by then. */
async function record(context: ReproContext, stage: Stage, run: LockedStage, options: StageOptions): Promise<void> {
  const { project, locks, changedFiles } = context;
  const cached = stage.outs.filter((out) => out.cache).map((out) => out.path);
  for (const file of await ignoreOutputs(project, cached)) {
    changedFiles.add(file);
  }
  await notePart(project, { restored: new Map(), gone: cached, part: undefined }); // they are whole by now
  const change = await locks.record(stage, run, project.workspace);
  if (change !== 'same') {
    project.console.info(
      `${options.prefix ?? ''}${change === 'new' ? 'Generating' : 'Updating'} lock file '${showPath(project, (await locks.of(stage)).path)}'`,
    );
    changedFiles.add((await locks.of(stage)).path);
  }
}
