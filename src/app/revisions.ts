import { SightlineError } from '../core/errors.ts';
import type { Git, Tree } from '../core/ports.ts';
import type { Project } from './project.ts';

/** The name of what is on disk now. */
export const workspaceName = 'workspace';

/** Which revisions to look at besides the workspace. */
export interface RevisionChoice {
  readonly allBranches: boolean;
  readonly allTags: boolean;
  readonly allCommits: boolean;
}

/** Whether only the workspace is asked for. */
export function isWorkspaceOnly(choice: RevisionChoice): boolean {
  return !choice.allBranches && !choice.allTags && !choice.allCommits;
}

/** The files of one revision; `workspace` is what is on disk. */
export async function treeOf(project: Pick<Project, 'workspace' | 'git'>, revision: string): Promise<Tree> {
  return revision === workspaceName ? project.workspace : requireGit(project.git).tree(revision);
}

/** The workspace, then each chosen commit once under all its names: `main,v1`. */
export async function chosenRevisions(
  project: Pick<Project, 'workspace' | 'git'>,
  choice: RevisionChoice,
): Promise<readonly (readonly [string, Tree])[]> {
  const names = new Map<string, string[]>();
  for (const [name, commit] of await namedCommits(requireGit(project.git), choice)) {
    names.set(commit, [...(names.get(commit) ?? []), name]);
  }
  const trees: (readonly [string, Tree])[] = [[workspaceName, project.workspace]];
  for (const [commit, given] of names) {
    trees.push([[...new Set(given)].join(','), await treeOf(project, commit)]);
  }
  return trees;
}

async function namedCommits(git: Git, choice: RevisionChoice): Promise<readonly (readonly [string, string])[]> {
  if (choice.allCommits) {
    return (await git.commits()).map((commit) => [commit, commit]);
  }
  const branches = choice.allBranches ? await git.branches() : [];
  const tags = choice.allTags ? await git.tags() : [];
  return [...branches, ...tags].map(({ name, commit }) => [name, commit]);
}

/** Throws `not-a-repository` for a project without git. */
export function requireGit<Questions extends Partial<Git>>(git: Questions | undefined): Questions {
  if (git === undefined) {
    throw new SightlineError('not-a-repository', 'this project goes without git, so it has no other revisions');
  }
  return git;
}
