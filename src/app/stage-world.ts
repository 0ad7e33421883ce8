import { createHash } from 'node:crypto';
import type { GuardedStage } from '../core/data-ports.ts';
import { type LockFile, lockedStageValue } from '../core/pipeline/lock-file.ts';
import { writePythonJson } from '../core/value/python-json.ts';
import { loadLockFile } from './lock-files.ts';
import type { Project } from './project.ts';

/**
 * A digest of what a stage's outputs belong to: the commit that is checked out, and what the lock says of the stage.
 * Other stages' entries don't count, since those that run at the same time are recorded meanwhile.
 */
export async function stageWorld(project: Pick<Project, 'git'>, lock: LockFile, name: string): Promise<string> {
  const head = (await project.git?.resolve('HEAD')) ?? 'no commit';
  const locked = lock.stages.get(name);
  const entry = locked === undefined ? 'nothing' : writePythonJson(lockedStageValue(locked), { sortKeys: true });
  return createHash('sha256').update(`${head}\n${entry}`).digest('hex');
}

/** Undoes what a killed command left half done, and says what became of it. */
export async function recoverStages(project: Project): Promise<void> {
  const worldNow = async (stage: GuardedStage): Promise<string> => {
    try {
      return await stageWorld(project, await loadLockFile(project.workspace, stage.file), stage.name);
    } catch {
      return 'unreadable'; // as after a merge with conflicts: not the lock of then
    }
  };
  for (const { stage, keptIn } of await project.guard.recover(worldNow)) {
    project.console.info(
      keptIn === undefined
        ? `Stage '${stage}' was killed while it ran: its outputs of before are back.`
        : `Stage '${stage}' was killed while it ran, and the commit or its entry in dvc.lock changed since: its outputs of before are not put back, but kept in ${keptIn}.`,
    );
  }
}
