import { baseName, isWithin, joinFromRoot, normalize } from '../core/data/root-path.ts';
import { formatLockNote, lockNoteRef, readLockNoteTexts } from '../core/pipeline/lock-note.ts';
import type { Pipeline } from '../core/pipeline/pipeline.ts';
import { lockPathOf } from './lock-files.ts';
import type { Project } from './project.ts';

/**
 * After training on the default branch, keeps the locks of the workspace as a note on HEAD when the files that git has
 * are behind. Nothing but outputs of the repository may be uncommitted: the locks have to be those of HEAD's own tree. What the
 * note holds of other projects stays. Answers the commit.
 */
export async function keepLockNote(
  project: Pick<Project, 'git' | 'workspace' | 'console'>,
  pipeline: Pipeline,
): Promise<string | undefined> {
  const { git, workspace } = project;
  const commit = await git?.resolve('HEAD');
  if (git === undefined || commit === undefined || !(await isOnDefaultBranch(git))) {
    return undefined;
  }
  const paths = new Set(pipeline.files.filter((file) => file.stages.length > 0).map((file) => lockPathOf(file.path)));
  const changed = await git.changedFiles();
  if (!changed.some((path) => paths.has(path))) {
    return undefined;
  }
  const prefix = await git.prefix();
  const note = await git.readNote(lockNoteRef, commit);
  const noted = note === undefined ? new Map<string, string>() : readLockNoteTexts(note);
  // Locks that the note has of other projects of the repository are as uncommitted as ours.
  const isLock = (path: string): boolean => paths.has(path) || noted.has(joinFromRoot(normalize(prefix), path));
  const isOutput = (path: string): boolean => pipeline.stages.some(({ outs }) => outs.some((out) => isWithin(path, out.path)));
  const foreign = changed.filter((path) => !isLock(path) && !isOutput(path) && baseName(path) !== '.gitignore');
  if (foreign.length > 0) {
    project.console.warn(
      `The lock is not kept as a note on HEAD: ${listFirst(foreign)} differs from it. Commit or ignore it and train again.`,
    );
    return undefined;
  }
  const locks = new Map(noted);
  for (const path of paths) {
    const text = await workspace.readText(path);
    if (text !== undefined) {
      locks.set(`${prefix}${path}`, text);
    }
  }
  await git.writeNote(lockNoteRef, commit, formatLockNote(locks));
  return commit;
}

function listFirst(paths: readonly string[]): string {
  return paths.length === 1 ? `'${paths[0]}'` : `'${paths[0]}' and ${paths.length - 1} more`;
}

async function isOnDefaultBranch(git: NonNullable<Project['git']>): Promise<boolean> {
  const branch = await git.currentBranch();
  return branch !== undefined && branch === (await git.defaultBranch());
}
