import { openCommit } from '../app/open-commit.ts';
import type { RegisterPorts } from '../app/register.ts';
import { requireGit } from '../app/revisions.ts';
import type { OpenProject } from './project.ts';

/** What `compare`, `report` and `register` need of a project. */
export function comparePorts(project: OpenProject): RegisterPorts {
  const git = requireGit(project.git);
  return {
    git,
    workspace: project.workspace,
    folder: project.folder,
    openCommit: (revision) => openCommit({ git, data: project.data }, revision),
  };
}
