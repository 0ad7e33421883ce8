import type { PreviousOutputs } from '../core/data-ports.ts';
import { keepVersion } from '../core/data/keep-versions.ts';
import { SightlineError } from '../core/errors.ts';
import type { LockedEntry, LockedStage } from '../core/pipeline/lock-file.ts';
import type { Stage } from '../core/pipeline/stage.ts';
import { ignoreOutputs } from './ignore-outputs.ts';
import { notePart } from './partial-data.ts';
import { type Project, showPath } from './project.ts';
import type { ReproContext, StageOptions } from './repro-context.ts';
import { recordRun, saveRun } from './run-cache.ts';
import { runCommands } from './run-command.ts';
import { saveWhole, saveWithProgress } from './save-with-progress.ts';
import { lockedInfo } from './stage-facts.ts';
import type { StageInputs } from './stage-record.ts';
import { stageWorld } from './stage-world.ts';

/** Runs the command of a stage, saves what it wrote, and records it; answers what the lock says of it then. */
export async function runStage(context: ReproContext, stage: Stage, inputs: StageInputs, options: StageOptions): Promise<LockedStage> {
  const { project } = context;
  project.console.info(`${options.prefix ?? ''}Running stage '${stage.address}':`);
  const runRecord = await recordRun(context, stage);
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
      await saveRun(context, stage, run, runRecord);
    }
  } catch (error) {
    project.data.forget();
    throw await undo(project, previous, error);
  }
  await previous.discard();
  await recordStage(context, stage, run, options);
  return run;
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
export async function saveOutputs(context: ReproContext, stage: Stage, options: StageOptions): Promise<readonly LockedEntry[]> {
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
export async function recordStage(context: ReproContext, stage: Stage, run: LockedStage, options: StageOptions): Promise<void> {
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
