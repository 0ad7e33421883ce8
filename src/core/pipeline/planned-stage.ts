import type { StageStatus } from './stage-status.ts';

/**
 * What bringing a stage up to date will take:
 * - `unchanged`: nothing;
 * - `restore`: its outputs are taken from the cache, where an earlier run left them;
 * - `run`: its command is run;
 * - `may-run`: it reads what another stage will write anew, and runs if that differs;
 * - `save`: tracked data has changed, and its `.dvc` file is brought up to date.
 */
export type PlannedAction = 'unchanged' | 'restore' | 'run' | 'may-run' | 'save';

/** One step of a plan. */
export interface PlannedStage {
  /** Address of the stage, or path of the `.dvc` file. */
  readonly stage: string;
  readonly action: PlannedAction;
  /** What is stale, each in a few words; empty for an unchanged stage. */
  readonly reasons: readonly string[];
  /** Why a run in the cache can't be reused, where there is one. */
  readonly notReused?: string;
}

/** Why a stage isn't clean, in a few words each. `hasLock` is false for a stage that never ran. */
export function staleReasons(status: StageStatus, hasLock: boolean): readonly string[] {
  if (!hasLock) {
    return ['it has no run recorded yet'];
  }
  const params = [...status.params].flatMap(([file, state]) =>
    typeof state === 'string' ? [`${file} is ${state}`] : [...state].map(([name, change]) => `${file}: ${name} is ${change}`),
  );
  return [
    ...(status.changedCommand ? ['the command is modified'] : []),
    ...params,
    ...[...status.deps].map(([path, state]) => `${path} is ${state}`),
    ...[...status.outs].map(([path, state]) => `its output ${path} is ${state}`),
    ...(status.alwaysChanged ? ['it always runs'] : []),
  ];
}
