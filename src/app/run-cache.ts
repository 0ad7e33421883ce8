import { SightlineError } from '../core/errors.ts';
import { type LockedStage, lockedStageValue, parseLockedStage } from '../core/pipeline/lock-file.ts';
import { isRunCacheable, isRunSaved, runCacheAddress, runCacheKey } from '../core/pipeline/run-cache.ts';
import { parseRunRecord, refuseReuse, writeRunRecord } from '../core/pipeline/run-record.ts';
import type { Stage } from '../core/pipeline/stage.ts';
import { readYaml } from '../core/value/read-yaml.ts';
import { writeYaml } from '../core/value/write-yaml.ts';
import type { BringContents, NeededContent } from './bring-contents.ts';
import type { Project } from './project.ts';
import type { RunDigests } from './run-digests.ts';
import type { StageInputs } from './stage-record.ts';

/** A cached run that can stand in for a new one, or why the cached ones can't. */
export type CachedRun = { readonly run: LockedStage } | { readonly run: undefined; readonly reason: string | undefined };

/** Looks for a run with the same inputs, code and environment whose outputs are all in the cache. */
export async function findCachedRun(
  { project, digests }: { readonly project: Project; readonly digests: RunDigests },
  stage: Stage,
  inputs: StageInputs,
  bring?: BringContents,
): Promise<CachedRun> {
  if (!isRunCacheable(stage)) {
    return { run: undefined, reason: undefined };
  }
  const outs = stage.outs.map((out) => ({ path: out.definition, info: undefined }));
  const entries = await project.runCache.list(runCacheKey({ ...inputs, outs }));
  let reason: string | undefined;
  for (const entry of entries) {
    const run = parseEntry(entry.text, stage);
    const refusal = run === undefined ? 'it is corrupt' : refuseReuse(parseRunRecord(entry.record), await digests.record(stage));
    if (run === undefined || refusal !== undefined) {
      reason ??= refusal;
    } else if (await isRestorable(project, stage, run, bring)) {
      return { run };
    } else {
      reason ??= 'its outputs are no longer in the cache';
    }
  }
  return { run: undefined, reason };
}

/** An entry is what another process wrote: it must name exactly the stage's outputs. */
function parseEntry(text: string, stage: Stage): LockedStage | undefined {
  try {
    const run = parseLockedStage(readYaml(text, 'run cache'), stage.name, failEntry);
    const named = new Set(run.outs.map((out) => out.path));
    return stage.outs.every((out) => named.has(out.definition)) && named.size === stage.outs.length ? run : undefined;
  } catch (error) {
    if (error instanceof SightlineError) {
      return undefined;
    }
    throw error;
  }
}

function failEntry(what: string): never {
  throw new SightlineError('invalid-lock-file', what);
}

/** Whether every object that the run's outputs are made of is in the cache, or can be brought there. */
export async function isRestorable(project: Project, stage: Stage, run: LockedStage, bring?: BringContents): Promise<boolean> {
  const needed: NeededContent[] = [];
  for (const out of stage.outs) {
    const info = run.outs.find((entry) => entry.path === out.definition)?.info;
    if (info === undefined) {
      return false;
    }
    if ((await project.data.verify(info)).length > 0) {
      needed.push({ path: out.path, info, remote: out.remote });
    }
  }
  if (needed.length === 0 || bring === undefined) {
    return needed.length === 0;
  }
  return bring(needed);
}

/** Makes the workspace hold the outputs of a run. */
export async function restoreRun(project: Project, stage: Stage, run: LockedStage): Promise<void> {
  for (const out of stage.outs) {
    const info = run.outs.find((entry) => entry.path === out.definition)?.info;
    if (info !== undefined) {
      await project.data.checkout(out.path, info, { force: true, asCopy: !out.cache });
    }
  }
}

/** Keeps a run for later, with what it was made with; without that only DVC may take it from there. */
export async function saveRun(project: Project, stage: Stage, run: LockedStage, record: string | undefined): Promise<void> {
  if (!isRunSaved(stage)) {
    return;
  }
  for (const out of stage.outs.filter((candidate) => !candidate.cache)) {
    await project.data.save(out.path, { asCopy: true });
  }
  const { key, value } = runCacheAddress(run);
  await project.runCache.write(key, value, writeYaml(lockedStageValue(run)), record);
}

/** The text of a record for a run made here and now; undefined where nothing tells its code apart. */
export async function recordRun(digests: RunDigests, stage: Stage, writer: string): Promise<string | undefined> {
  const record = await digests.record(stage);
  return record === undefined ? undefined : writeRunRecord(record, writer);
}
