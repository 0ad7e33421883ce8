import type { Content } from '../core/data-ports.ts';
import type { HashInfo } from '../core/data/hash-info.ts';
import { SightlineError } from '../core/errors.ts';
import type { LockedEntry, LockedStage } from '../core/pipeline/lock-file.ts';
import type { Output, Stage, StagePath } from '../core/pipeline/stage.ts';
import { compareData, type DataState, type ParameterFileState, type StageStatus } from '../core/pipeline/stage-status.ts';
import type { ParameterFiles } from './parameter-files.ts';
import type { Project } from './project.ts';

/** The data that stages are held against: that of the workspace, or of a commit. */
export type StageData = Pick<Project['data'], 'describe' | 'missing' | 'isIgnored'>;

/** What a question about a stage needs: the data, and parameter files read once. */
export interface StageFactsPorts {
  readonly data: StageData;
  readonly parameters: ParameterFiles;
}

/** How a stage differs from what a lock says of it. */
export async function inspectStage(ports: StageFactsPorts, stage: Stage, locked: LockedStage | undefined): Promise<StageStatus> {
  const deps = new Map<string, DataState>();
  const params = new Map<string, ParameterFileState>();
  if (!stage.frozen) {
    for (const dep of stage.deps) {
      const info = lockedInfo(locked?.deps, dep);
      const state = compareData({ locked: info, present: (await ports.data.describe(dep.path, info?.hash ?? 'md5'))?.info });
      if (state !== undefined) {
        deps.set(dep.path, state);
      }
    }
    for (const dep of stage.params) {
      const state = await ports.parameters.compare(dep, locked?.params.get(dep.definition));
      if (state !== undefined) {
        params.set(dep.path, state);
      }
    }
  }
  return {
    deps,
    params,
    outs: await inspectOutputs(
      ports.data,
      stage.outs.map((out) => ({ ...out, info: lockedInfo(locked?.outs, out) })),
    ),
    alwaysChanged: isAlwaysChanged(stage),
    changedCommand: locked !== undefined && !isSameCommand(locked.cmd, stage.cmd),
  };
}

/** An output, as of a stage or of a `.dvc` file, with the content it should have. */
export type ExpectedOutput = Pick<Output, 'path' | 'cache'> & { readonly info: HashInfo | undefined };

/** Which outputs aren't as they should be, by path from the root. */
export async function inspectOutputs(data: StageData, outs: readonly ExpectedOutput[]): Promise<ReadonlyMap<string, DataState>> {
  const states = new Map<string, DataState>();
  for (const out of outs) {
    const inCache = out.cache && out.info !== undefined ? (await data.missing(out.info)).length === 0 : undefined;
    const state = compareData({
      locked: out.info,
      present: (await describeOutput(data, out))?.info,
      ...(inCache === undefined ? {} : { inCache }),
    });
    if (state !== undefined) {
      states.set(out.path, state);
    }
  }
  return states;
}

/** What is left out of every hash can't be an output. */
async function describeOutput(data: StageFactsPorts['data'], out: ExpectedOutput): Promise<Content | undefined> {
  if (await data.isIgnored(out.path)) {
    throw new SightlineError('ignored-output', `the output '${out.path}' is left out by a .dvcignore`);
  }
  return data.describe(out.path, out.info?.hash ?? 'md5');
}

/** Whether the stage runs each time: told so, or with nothing that could show a change. */
export function isAlwaysChanged(stage: Stage): boolean {
  return stage.alwaysChanged || stage.deps.length + stage.params.length + stage.outs.length === 0;
}

/** What a lock says of a path of the stage. */
export function lockedInfo(entries: readonly LockedEntry[] | undefined, path: StagePath): HashInfo | undefined {
  return entries?.find((entry) => entry.path === path.definition)?.info;
}

function isSameCommand(a: string | readonly string[], b: string | readonly string[]): boolean {
  return typeof a === 'string' || typeof b === 'string' ? a === b : a.length === b.length && a.every((line, at) => line === b[at]);
}
