import { cpSync, existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { systemCode } from '../../core/system-code.ts';
import { type Journal, type OutputGuardFolders, pathFromRoot } from './run-journal.ts';

/** Puts outputs back; what the run wrote in their place is kept for a look when the stage failed. */
export function putBack(folders: OutputGuardFolders, journal: Journal, keep: boolean): string | undefined {
  const failed = emptyFailed(folders, journal);
  let isKept = false;
  for (const out of journal.outs.filter(({ aside }) => existsSync(aside))) {
    if (keep && existsSync(out.path)) {
      move(out.path, join(failed, pathFromRoot(folders, out.path)));
      isKept = true;
    }
    rmSync(out.path, { recursive: true, force: true });
    move(out.aside, out.path);
  }
  return isKept ? failed : undefined;
}

/** Someone went on after the kill: what is in the workspace now may be newer than what the run moved away. */
export function keepAside(folders: OutputGuardFolders, journal: Journal): string | undefined {
  const left = journal.outs.filter(({ aside }) => existsSync(aside));
  if (left.length === 0) {
    return undefined;
  }
  const failed = emptyFailed(folders, journal);
  left.forEach((out) => move(out.aside, join(failed, pathFromRoot(folders, out.path))));
  return failed;
}

function emptyFailed(folders: OutputGuardFolders, journal: Journal): string {
  const failed = join(folders.own, 'failed', journal.stage.address.replaceAll(/[^\w@.-]/g, '_'));
  rmSync(failed, { recursive: true, force: true });
  return failed;
}

/** Moves a file or folder, also to another file system. */
export function move(from: string, to: string): void {
  mkdirSync(dirname(to), { recursive: true });
  try {
    renameSync(from, to);
  } catch (error) {
    if (systemCode(error) !== 'EXDEV') {
      throw error;
    }
    cpSync(from, to, { recursive: true, preserveTimestamps: true, verbatimSymlinks: true });
    rmSync(from, { recursive: true, force: true });
  }
}
