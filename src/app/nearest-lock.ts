import type { LockedStage } from '../core/pipeline/lock-file.ts';
import { isClean, type StageStatus } from '../core/pipeline/stage-status.ts';
import type { Stage } from '../core/pipeline/stage.ts';
import type { LockFiles } from './lock-files.ts';
import { inspectStage, type StageFactsPorts } from './stage-facts.ts';

/** A stage held against the lock that tells most of it. */
export interface NearestLock {
  readonly locked: LockedStage | undefined;
  readonly status: StageStatus;
  /** The stage is clean, but by another lock than the tree's own. */
  readonly isBehind: boolean;
}

/** The lock against which the stage is up to date, the tree's own first; where there is none, the tree's own. */
export async function nearestLock(
  ports: StageFactsPorts,
  locks: LockFiles,
  stage: Stage,
  isUpToDate: (status: StageStatus) => boolean = isClean,
): Promise<NearestLock> {
  const own = await locks.own(stage);
  const status = await inspectStage(ports, stage, own);
  const other = isUpToDate(status) ? undefined : await locks.other(stage);
  const otherStatus = other === undefined ? status : await inspectStage(ports, stage, other);
  return other !== undefined && isUpToDate(otherStatus)
    ? { locked: other, status: otherStatus, isBehind: true }
    : { locked: own, status, isBehind: false };
}
