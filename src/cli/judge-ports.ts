import type { ComparePorts } from '../app/compare.ts';
import { SightlineError } from '../core/errors.ts';
import type { OpenProject } from './project.ts';

/** The ports of `compare` and `report` in a project. */
export function comparePorts({ git, workspace }: OpenProject): ComparePorts {
  if (git === undefined) {
    throw new SightlineError('not-a-repository', 'comparing needs git, and core.no_scm is set');
  }
  return { git, workspace, openCommit: (revision) => git.tree(revision) };
}
