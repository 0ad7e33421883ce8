import { existsSync, realpathSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { findRoot } from '../adapters/local-store/find-root.ts';
import type { CacheUser } from '../core/data-ports.ts';
import { SightlineError } from '../core/errors.ts';
import type { Cli } from './command.ts';
import { locked, type OpenProject, openProject, tellWaiting } from './project.ts';

/**
 * Does work while nothing that may use the cache is written to: this project, those that were named or are noted in the
 * cache, and the clone's other worktrees with the same cache. No further one can be noted meanwhile. `work` gets the
 * projects that were named or noted and the one that the cache lies in; worktrees belong to the clone.
 */
export async function withSharers<Result>(
  project: OpenProject,
  cli: Cli,
  folders: readonly string[],
  work: (others: readonly OpenProject[]) => Promise<Result>,
): Promise<Result> {
  using opened = new DisposableStack();
  const open = (folder: string): OpenProject => opened.use(openProject({ ...cli, cwd: folder }));
  const isSharing = ({ cacheFolder }: OpenProject): boolean => real(cacheFolder) === real(project.cacheFolder);
  await using _ = await project.cacheUsers.hold('sightline gc', tellWaiting(cli), cli.signal);
  const users = await project.cacheUsers.list();
  const worktrees = byRoot((await worktreesOf(project)).map(open).filter(isSharing));
  const noted = users.map((user) => openNoted(user, open));
  const others = byRoot([...folders.map(open), ...noted, ...hostOf(project).map(open).filter(isSharing)]);
  [project, ...worktrees.values()].forEach(({ workspace }) => others.delete(real(workspace.root)));
  const all = byRoot([...worktrees.values(), ...others.values(), project]);
  return await lockAll(inOrder(all), cli, () => work(inOrder(others))); // two with another order wait for each other for ever
}

function byRoot(projects: readonly OpenProject[]): Map<string, OpenProject> {
  return new Map(projects.map((project) => [real(project.workspace.root), project]));
}

function inOrder(projects: ReadonlyMap<string, OpenProject>): readonly OpenProject[] {
  return [...projects.keys()].toSorted().flatMap((root) => projects.get(root) ?? []);
}

/** The other folders of the clone that hold the project. */
async function worktreesOf({ git, history }: OpenProject): Promise<readonly string[]> {
  const prefix = (await git?.prefix()) ?? '';
  return ((await history?.worktrees()) ?? [])
    .map(({ folder }) => join(folder, prefix))
    .filter((folder) => existsSync(join(folder, '.dvc')));
}

/** A cache may be another project's own, which is noted nowhere. */
function hostOf({ cacheFolder, workspace }: OpenProject): readonly string[] {
  const found = existsSync(cacheFolder) ? findRoot(dirname(cacheFolder)) : undefined;
  return found === undefined || found.root === real(workspace.root) ? [] : [found.root];
}

/** A repository that is noted and can't be read may name anything: it moved, or its disk isn't mounted. */
function openNoted({ root, host, file, isThere }: CacheUser, open: (folder: string) => OpenProject): OpenProject {
  const refuse = (what: string, cause?: unknown): never => {
    throw new SightlineError('not-a-project', `'${root}' uses the cache, as '${file}' tells, and ${what}: what it names can't be known`, {
      hint: "Bring it back to that path; if it moved, run 'sightline checkout' in it; then, or if it needs the cache no more, remove that file.",
      cause,
    });
  };
  if (!isThere) {
    return refuse(`isn't there on this machine (it was noted on '${host}')`);
  }
  let project: OpenProject;
  try {
    project = open(root);
  } catch (error) {
    return refuse(`can't be opened: ${error instanceof Error ? error.message : String(error)}`, error);
  }
  return real(project.workspace.root) === real(root) ? project : refuse('is no repository of DVC any more');
}

/** Two spellings of one folder would have us wait for our own lock. */
function real(folder: string): string {
  return existsSync(folder) ? realpathSync(folder) : folder;
}

async function lockAll<Result>([first, ...more]: readonly OpenProject[], cli: Cli, work: () => Promise<Result>): Promise<Result> {
  return first === undefined ? work() : locked(first, cli, 'gc', () => lockAll(more, cli, work));
}
