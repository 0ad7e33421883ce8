import { existsSync, realpathSync } from 'node:fs';
import { join } from 'node:path';
import type { Cli } from './command.ts';
import { exclusively, type OpenProject, openProject } from './project.ts';

/**
 * Does work while neither the projects that were named nor the clone's other worktrees, where they have the same cache,
 * are written to. Answers only the named ones: worktrees belong to the clone.
 */
export async function withSharers<Result>(
  project: OpenProject,
  cli: Cli,
  folders: readonly string[],
  work: (named: readonly OpenProject[]) => Promise<Result>,
): Promise<Result> {
  using opened = new DisposableStack();
  const open = (folder: string): OpenProject => opened.use(openProject({ ...cli, cwd: folder }));
  const named = folders.map(open);
  const prefix = (await project.git?.prefix()) ?? '';
  const worktrees = ((await project.history?.worktrees()) ?? [])
    .map(({ folder }) => join(folder, prefix))
    .filter((folder) => existsSync(join(folder, '.dvc')));
  const sharing = worktrees.map(open).filter(({ cacheFolder }) => real(cacheFolder) === real(project.cacheFolder));
  const byRoot = new Map([...named, ...sharing].map((other) => [real(other.workspace.root), other]));
  byRoot.delete(real(project.workspace.root));
  const ordered = [...byRoot.keys()].toSorted().flatMap((root) => byRoot.get(root) ?? []);
  return lockAll(ordered, cli, () => work(named));
}

/** Two spellings of one folder would have us wait for our own lock. */
function real(folder: string): string {
  return existsSync(folder) ? realpathSync(folder) : folder;
}

async function lockAll<Result>([first, ...more]: readonly OpenProject[], cli: Cli, work: () => Promise<Result>): Promise<Result> {
  return first === undefined ? work() : exclusively(first, cli, 'gc', () => lockAll(more, cli, work));
}
