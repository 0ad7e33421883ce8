import type { ComparePorts } from '../app/compare.ts';
import { openCommit } from '../app/open-commit.ts';
import { requireGit } from '../app/revisions.ts';
import type { OpenProject } from './project.ts';

/** What `compare` and `report` need of a project. */
export function comparePorts(project: OpenProject): ComparePorts {
  const git = requireGit(project.git);
  return { git, workspace: project.workspace, openCommit: (revision) => openCommit({ git, data: project.data }, revision) };
}
