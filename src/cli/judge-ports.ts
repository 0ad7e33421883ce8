import { decodeClassMask } from '../adapters/png/class-mask-png.ts';
import { createImageReader } from '../adapters/sharp/image-reader.ts';
import type { CommittedTree } from '../app/committed-tree.ts';
import type { ComparePorts } from '../app/compare.ts';
import { fetchJudged } from '../app/fetch-judged.ts';
import { type MeasureImages, imageMeasurer } from '../app/measure-images.ts';
import { openCommit } from '../app/open-commit.ts';
import type { RegisterPorts } from '../app/register.ts';
import { requireGit } from '../app/revisions.ts';
import type { Git } from '../core/ports.ts';
import type { Cli } from './command.ts';
import { exclusively, type OpenProject } from './project.ts';

/** Brings what judging a commit reads, where a command was told to. */
type Bring = (commit: CommittedTree) => Promise<void>;

/** What `compare` and `report` need of a project; git only for a side that is a commit. */
export function comparePorts(project: OpenProject, bring?: Bring): ComparePorts {
  const { git, workspace, folder } = project;
  const measure = measureProject(project);
  const openCommit = async (revision: string): Promise<CommittedTree> => openCommitOf(project, requireGit(git), revision, bring);
  return { git, workspace, folder, measure, decodeMask: decodeClassMask, openCommit };
}

/** What `register` needs of a project. Throws `not-a-repository` for one without git. */
export function registerPorts(project: OpenProject, bring?: Bring): RegisterPorts {
  const { workspace, folder } = project;
  const git = requireGit(project.git);
  const measure = measureProject(project);
  const openCommit = (revision: string): Promise<CommittedTree> => openCommitOf(project, git, revision, bring);
  return { git, workspace, folder, measure, decodeMask: decodeClassMask, openCommit };
}

/** For `--pull`: brings from the default remote what judging a commit reads and the cache lacks. */
export function bringFromRemote(project: OpenProject, cli: Cli): Bring {
  return (commit) => exclusively(project, cli, 'fetch', () => fetchJudged(project, commit, { jobs: undefined, signal: cli.signal }));
}

async function openCommitOf({ data }: OpenProject, git: Git, revision: string, bring?: Bring): Promise<CommittedTree> {
  const commit = await openCommit({ git, data }, revision);
  await bring?.(commit);
  return commit;
}

/** Measures images of the project's workspace. */
export function measureProject({ workspace, cacheFolder }: OpenProject): MeasureImages {
  return imageMeasurer(createImageReader([workspace.root, cacheFolder]), workspace.root);
}
