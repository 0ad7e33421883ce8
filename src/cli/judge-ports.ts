import { decodeClassMask } from '../adapters/png/class-mask-png.ts';
import { createImageReader } from '../adapters/sharp/image-reader.ts';
import type { ComparePorts } from '../app/compare.ts';
import { type MeasureImages, imageMeasurer } from '../app/measure-images.ts';
import { openCommit } from '../app/open-commit.ts';
import type { RegisterPorts } from '../app/register.ts';
import { requireGit } from '../app/revisions.ts';
import type { OpenProject } from './project.ts';

/** What `compare` and `report` need of a project; git only for a side that is a commit. */
export function comparePorts(project: OpenProject): ComparePorts {
  const { git, workspace, folder, data } = project;
  const measure = measureProject(project);
  return {
    git,
    workspace,
    folder,
    measure,
    decodeMask: decodeClassMask,
    openCommit: async (revision) => openCommit({ git: requireGit(git), data }, revision),
  };
}

/** What `register` needs of a project. Throws `not-a-repository` for one without git. */
export function registerPorts(project: OpenProject): RegisterPorts {
  const { workspace, folder, data } = project;
  const git = requireGit(project.git);
  const measure = measureProject(project);
  return { git, workspace, folder, measure, decodeMask: decodeClassMask, openCommit: (revision) => openCommit({ git, data }, revision) };
}

/** Measures images of the project's workspace. */
export function measureProject({ workspace, cacheFolder }: OpenProject): MeasureImages {
  return imageMeasurer(createImageReader([workspace.root, cacheFolder]), workspace.root);
}
