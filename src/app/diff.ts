import { type DataDiff, diffData, objectsOf } from '../core/data-diff/data-diff.ts';
import type { TrackedData } from '../core/data-diff/tracked-data.ts';
import { SightlineError } from '../core/errors.ts';
import type { Git, Tree } from '../core/ports.ts';
import { differingFiles } from './differing-files.ts';
import { hasNoCommits } from './metrics-diff.ts';
import type { Project } from './project.ts';
import { requireGit, workspaceName } from './revisions.ts';
import { presentData, recordedData, recordedOutputs, type RecordedOutputs } from './recorded-data.ts';

/** What to compare. */
export interface DiffRequest {
  readonly older: string;
  /** The workspace unless given; then it is also told what the cache lacks. */
  readonly newer: string | undefined;
  /** Tracked paths, what lies in them, stages and `.dvc` files; none: everything. */
  readonly targets: readonly string[];
}

/** What comparing data needs from the outside. */
export type DiffPorts = Pick<Project, 'folder' | 'workspace' | 'data' | 'console' | 'transfers' | 'git'>;

const nothing: DataDiff = diffData([], []);

/** Compares the tracked data of two revisions as `dvc diff` does. Throws `unknown-revision` and `missing-file`. */
export async function diff(ports: DiffPorts, { older, newer, targets }: DiffRequest): Promise<DataDiff> {
  if (await hasNoCommits(ports)) {
    return nothing;
  }
  const git = requireGit(ports.git);
  const trees = await openPair(git, ports.workspace, older, newer ?? workspaceName);
  if (trees === undefined) {
    return nothing;
  }
  const [before, after] = [await recordedOutputs(ports, trees.old, targets), await recordedOutputs(ports, trees.new, targets)];
  refuseUnknown(before, after);
  if (trees.new !== ports.workspace) {
    const files = await differingFiles(ports.data, before.outputs, after.outputs);
    const old = await recordedData(ports, trees.old, before.outputs, files.old);
    return diffData(old, await recordedData(ports, trees.new, after.outputs, files.new));
  }
  const old = await recordedData(ports, trees.old, before.outputs);
  return diffData(old, await presentData(ports, after.outputs), newer === undefined ? await absentOf(ports, old) : undefined);
}

/** The two sides; undefined where DVC has nothing to compare: one commit twice, or one from before the project was there. */
async function openPair(
  git: Git,
  workspace: Tree,
  older: string,
  newer: string,
): Promise<{ readonly old: Tree; readonly new: Tree } | undefined> {
  const commits = [];
  for (const revision of [older, newer]) {
    const commit = revision === workspaceName ? workspaceName : await git.resolve(revision);
    if (commit === undefined) {
      throw new SightlineError('unknown-revision', `'${revision}' names no commit of this repository`);
    }
    commits.push(commit);
  }
  if (older === workspaceName || commits[0] === commits[1]) {
    return undefined;
  }
  const trees = { old: await git.tree(older), new: newer === workspaceName ? workspace : await git.tree(newer) };
  const hasProject = async (tree: Tree): Promise<boolean> => tree === workspace || (await tree.kind('.')) !== undefined;
  return (await hasProject(trees.old)) && (await hasProject(trees.new)) ? trees : undefined;
}

function refuseUnknown(before: RecordedOutputs, after: RecordedOutputs): void {
  const target = before.unknownTargets.find((name) => after.unknownTargets.includes(name));
  if (target !== undefined) {
    throw new SightlineError('unknown-target', `'${target}' is no stage, file or tracked path of either side`);
  }
}

async function absentOf({ transfers }: DiffPorts, data: readonly TrackedData[]): Promise<ReadonlySet<string>> {
  return new Set((await transfers.absent(objectsOf(data))).map(({ md5 }) => md5));
}
