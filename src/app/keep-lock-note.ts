import { baseName, isWithin, joinFromRoot, normalize, parentOf } from '../core/data/root-path.ts';
import { formatLockNote, lockNoteRef, parseLockNote, readLockNoteTexts } from '../core/pipeline/lock-note.ts';
import type { Pipeline } from '../core/pipeline/pipeline.ts';
import { lockPathOf } from './lock-files.ts';
import type { Project } from './project.ts';

/** The commit that has the note now, and whether it needed one. */
interface KeptNote {
  readonly commit: string | undefined;
  readonly isNeeded: boolean;
}

/**
 * Commits the locks of the workspace on the default branch, and nothing else: for who pushes them there. Answers the commit, undefined
 * where the commit has them already or HEAD isn't that branch.
 */
export async function commitLocks({ git, workspace }: Pick<Project, 'git' | 'workspace'>, pipeline: Pipeline): Promise<string | undefined> {
  const head = await git?.resolve('HEAD');
  if (git === undefined || head === undefined || !(await isOnDefaultBranch(git))) {
    return undefined;
  }
  const there = await Promise.all([...locksOf(pipeline)].map(async (path) => ((await workspace.kind(path)) === 'file' ? [path] : [])));
  const paths = there.flat();
  return paths.length === 0 ? undefined : git.commitOnly(paths, `Record what was trained of ${head.slice(0, 12)}`);
}

function locksOf({ files }: Pipeline): ReadonlySet<string> {
  return new Set(files.filter((file) => file.stages.length > 0).map((file) => lockPathOf(file.path)));
}

/**
 * After training on the default branch, keeps the locks of the workspace as a note on HEAD when the files that git has
 * are behind. Nothing but outputs of the repository may be uncommitted: the locks have to be those of HEAD's own tree. What the
 * note holds of other projects stays. Answers the commit, and whether git's
 * locks, or the note, say something else.
 */
export async function keepLockNote(project: Pick<Project, 'git' | 'workspace' | 'console'>, pipeline: Pipeline): Promise<KeptNote> {
  const { git, workspace } = project;
  const commit = await git?.resolve('HEAD');
  if (git === undefined || commit === undefined) {
    return { commit: undefined, isNeeded: false };
  }
  const paths = locksOf(pipeline);
  const changed = await git.changedFiles();
  const prefix = await git.prefix();
  const note = await git.readNote(lockNoteRef, commit);
  const noted = note === undefined ? new Map<string, string>() : readLockNoteTexts(note);
  const texts = new Map(await Promise.all([...paths].map(async (path) => [path, await workspace.readText(path)] as const)));
  // A note that says something else than what training just found isn't left there: `register` takes it first.
  const contradicts = [...texts].some(([path, text]) => noted.has(`${prefix}${path}`) && noted.get(`${prefix}${path}`) !== text);
  const isNeeded = contradicts || changed.some((path) => paths.has(path));
  if (!isNeeded || !(await isOnDefaultBranch(git))) {
    return { commit: undefined, isNeeded };
  }
  // Locks and outputs that the note has of other projects of the repository are as uncommitted as ours.
  const fromTop = (path: string): string => joinFromRoot(normalize(prefix), path);
  const isLock = (path: string): boolean => paths.has(path) || noted.has(fromTop(path));
  const written = [...pipeline.stages.flatMap(({ outs }) => outs.map((out) => fromTop(out.path))), ...notedOutputs(note)];
  const isOutput = (path: string): boolean => written.some((out) => isWithin(fromTop(path), out));
  const others = changed.filter((path) => !isLock(path) && baseName(path) !== '.gitignore');
  const foreign = others.filter((path) => !isOutput(path));
  if (foreign.length > 0) {
    project.console.warn(
      `The lock is not kept as a note on HEAD: ${listFirst(foreign)} differs from it. Commit or ignore it and train again.`,
    );
    return { commit: undefined, isNeeded };
  }
  const locks = new Map(noted);
  for (const [path, text] of texts) {
    if (text !== undefined) {
      locks.set(`${prefix}${path}`, text);
    }
  }
  await git.writeNote(lockNoteRef, commit, formatLockNote(locks));
  if (others.length > 0) {
    project.console.warn(`Stages wrote other outputs than HEAD has, and the note on HEAD names what they wrote: ${listFirst(others)}.`);
  }
  return { commit, isNeeded };
}

/** The outputs that a note names, by path from git's top, of stages without a folder of their own. */
function notedOutputs(note: string | undefined): readonly string[] {
  const locks = note === undefined ? [] : [...parseLockNote(note, '')];
  return locks.flatMap(([path, { stages }]) =>
    [...stages.values()].flatMap(({ outs }) => outs.map((out) => joinFromRoot(parentOf(path), out.path))),
  );
}

function listFirst(paths: readonly string[]): string {
  return paths.length === 1 ? `'${paths[0]}'` : `'${paths[0]}' and ${paths.length - 1} more`;
}

async function isOnDefaultBranch(git: NonNullable<Project['git']>): Promise<boolean> {
  const branch = await git.currentBranch();
  return branch !== undefined && branch === (await git.defaultBranch());
}
