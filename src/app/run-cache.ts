import { SightlineError } from '../core/errors.ts';
import { type LockedStage, lockedStageValue } from '../core/pipeline/lock-file.ts';
import { isRunCacheable, isRunSaved, runCacheAddress, runCacheKey } from '../core/pipeline/run-cache.ts';
import { parseRunRecord, refuseReuse, type RunRecord, writeRunRecord } from '../core/pipeline/run-record.ts';
import type { Stage } from '../core/pipeline/stage.ts';
import type { Maker } from '../core/sharing/place.ts';
import { writeYaml } from '../core/value/write-yaml.ts';
import type { BringContents, NeededContent } from './bring-contents.ts';
import type { Project } from './project.ts';
import type { RunDigests } from './run-digests.ts';
import { parseRunEntry } from './run-entry.ts';
import type { RunSource } from './run-source.ts';
import type { StageInputs } from './stage-record.ts';

/** A cached run that can stand in for a new one, and whose it is. */
export interface FoundRun {
  readonly run: LockedStage;
  readonly maker: Maker;
}

/** A cached run that can stand in for a new one, or why the cached ones can't. */
export type CachedRun = FoundRun | { readonly run: undefined; readonly reason: string | undefined };

/** What a search for runs needs. */
export interface RunSearch {
  readonly project: Project;
  readonly digests: RunDigests;
  readonly source: RunSource;
}

/**
 * Looks for a run with the same inputs, code and environment whose outputs are in the cache or can be had: on this machine
 * first, then in one place of the source after the other.
 */
export async function findCachedRun(search: RunSearch, stage: Stage, inputs: StageInputs): Promise<CachedRun> {
  if (!isRunCacheable(stage)) {
    return { run: undefined, reason: undefined };
  }
  const now = await search.digests.record(stage);
  const outs = stage.outs.map((out) => ({ path: out.definition, info: undefined }));
  const key = runCacheKey({ ...inputs, outs });
  let found = await findKept(search, stage, key, now);
  if (found.run === undefined && now !== undefined) {
    for await (const _ of search.source.lookUp(stage, key, now)) {
      found = await findKept(search, stage, key, now);
      if (found.run !== undefined) {
        break;
      }
    }
  }
  return found;
}

async function findKept({ project, source }: RunSearch, stage: Stage, key: string, now: RunRecord | undefined): Promise<CachedRun> {
  let reason: string | undefined;
  for (const entry of await project.runCache.list(key)) {
    const run = parseEntry(entry.text, stage);
    const record = parseRunRecord(entry.record);
    const refusal = run === undefined ? 'it is corrupt' : refuseReuse(record, now, (maker) => source.believes(stage, maker));
    if (run === undefined || refusal !== undefined) {
      reason ??= refusal;
    } else if (await canRestore(project, stage, { run, maker: record?.maker }, source)) {
      return { run, maker: record?.maker };
    } else {
      reason ??= 'its outputs are no longer in the cache';
    }
  }
  return { run: undefined, reason };
}

/** Outputs that a pull request damaged or left out keep nobody from making them. */
async function canRestore(project: Project, stage: Stage, { run, maker }: FoundRun, source: RunSource): Promise<boolean> {
  try {
    return await isRestorable(project, stage, run, source.bring(maker));
  } catch (error) {
    if (maker !== undefined && error instanceof SightlineError && error.code === 'wrong-content') {
      return false;
    }
    throw error;
  }
}

/** It must name exactly the stage's outputs. */
function parseEntry(text: string, stage: Stage): LockedStage | undefined {
  const run = parseRunEntry(text, stage.name);
  const named = new Set(run?.outs.map((out) => out.path));
  return stage.outs.every((out) => named.has(out.definition)) && named.size === stage.outs.length ? run : undefined;
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
export async function saveRun(
  { project, keepsGitKeptRuns }: Pick<RunKeeper, 'project' | 'keepsGitKeptRuns'>,
  stage: Stage,
  run: LockedStage,
  record: string | undefined,
): Promise<void> {
  if (!(keepsGitKeptRuns ? isRunCacheable(stage) : isRunSaved(stage))) {
    return;
  }
  for (const out of stage.outs.filter((candidate) => !candidate.cache)) {
    await project.data.save(out.path, { asCopy: true });
  }
  const { key, value } = runCacheAddress(run);
  await project.runCache.write(key, value, writeYaml(lockedStageValue(run)), record);
}

/** Who keeps runs here, and for whom. */
export interface RunKeeper extends Pick<RunSearch, 'project' | 'digests'> {
  /** Who we are, in records of runs: `sightline 0.1.0`. */
  readonly writer: string;
  /** The pull request that runs are made for. */
  readonly maker: Maker;
  /** Whether runs with outputs that git keeps are kept, too, which DVC's `repro` leaves out. */
  readonly keepsGitKeptRuns: boolean;
}

/** The text of a record for a run made here and now; undefined where nothing tells its code apart. */
export async function recordRun({ digests, writer, maker }: RunKeeper, stage: Stage): Promise<string | undefined> {
  const record = await digests.record(stage);
  return record === undefined ? undefined : writeRunRecord(record, { writer, maker });
}

/** Makes a pull request's run one of the trusted place, which says from where it took it; nothing to do for any other. */
export async function adoptRun(keeper: RunKeeper, stage: Stage, found: FoundRun): Promise<void> {
  const { digests, writer, maker } = keeper;
  const now = await digests.record(stage);
  if (found.maker !== undefined && maker === undefined && now !== undefined) {
    await saveRun(keeper, stage, found.run, writeRunRecord(now, { writer, maker, adoptedFrom: found.maker }));
  }
}
