import { isWithin, overlaps } from '../core/data/root-path.ts';
import { SightlineError } from '../core/errors.ts';
import { buildGraph } from '../core/pipeline/graph.ts';
import { isGlob, matchesGlob } from '../core/pipeline/glob.ts';
import type { Pipeline } from '../core/pipeline/pipeline.ts';
import type { Tree } from '../core/ports.ts';
import { headLocks } from './head-context.ts';
import { type Project, rootPath, showPath } from './project.ts';
import { chosenRevisions, isWorkspaceOnly, type RevisionChoice, workspaceName } from './revisions.ts';
import { outputPaths, type Part, selectParts, showNode } from './select-nodes.ts';
import { type UsedOutput, usedOutputs, type WantedContent } from './used-outputs.ts';

/** What a transfer is asked to move. */
export interface TransferChoice {
  readonly targets: readonly string[];
  readonly recursive: boolean;
  readonly withDeps: boolean;
  readonly glob: boolean;
  readonly revisions: RevisionChoice;
  /** Undefined stands for the default one. */
  readonly remote: string | undefined;
  /** How many transfers at once; what the remote says when undefined. */
  readonly jobs: number | undefined;
  /** The run cache, too. */
  readonly runCache: boolean;
}

/** Outputs of the chosen revisions, those of one remote together; undefined is the default one. */
export type OutputsByRemote = ReadonlyMap<string | undefined, readonly UsedOutput[]>;

/** Which outputs a transfer is about. */
export interface OutputFilter {
  readonly accept?: (used: UsedOutput, pipeline: Pipeline) => boolean;
  /** Those that git keeps instead of the cache. */
  readonly ofGit?: boolean;
}

/**
 * The outputs of the workspace and the chosen revisions that a transfer is about: each path with each content once. A
 * revision in which the targets don't exist is left out with a warning, unless they exist in none.
 */
export async function chosenOutputs(
  project: Project,
  choice: TransferChoice,
  { accept = () => true, ofGit = false }: OutputFilter = {},
): Promise<OutputsByRemote> {
  const trees = isWorkspaceOnly(choice.revisions)
    ? [[workspaceName, project.workspace] as const]
    : await chosenRevisions(project, choice.revisions);
  const chosen = new Map<string, UsedOutput>();
  let refusal: SightlineError | undefined;
  let read = 0;
  for (const [name, tree] of trees) {
    try {
      for (const used of await outputsOf(project, tree, choice, { accept, ofGit })) {
        if (choice.remote === undefined || used.remote === undefined || used.remote === choice.remote) {
          const { hash, md5, cloud, files } = used.info;
          const version = cloud?.versionId ?? (files === undefined ? '' : 'listed'); // one commit may tell it, another not
          const key = [hash, md5, used.remote ?? '', used.path, used.within ?? '', version].join(' ');
          chosen.set(key, chosen.get(key) ?? used);
        }
      }
      read += 1;
    } catch (error) {
      if (!(error instanceof SightlineError) || trees.length === 1) {
        throw error;
      }
      project.console.warn(`The data of '${name}' could not be collected, so it is left out: ${error.message}`);
      refusal = error;
    }
  }
  if (refusal !== undefined && read === 0) {
    throw refusal;
  }
  return Map.groupBy(chosen.values(), (used) => used.remote ?? choice.remote);
}

async function outputsOf(
  project: Project,
  tree: Tree,
  choice: TransferChoice,
  { accept, ofGit }: Required<OutputFilter>,
): Promise<readonly UsedOutput[]> {
  let loaded: Pipeline | undefined;
  const used = await usedOutputs(tree, {
    ofGit,
    ...(tree === project.workspace ? { otherLocks: headLocks(project.git) } : {}),
    select: (pipeline) => {
      loaded = pipeline;
      return selectedParts(project, pipeline, choice);
    },
  });
  return used.filter((output) => loaded !== undefined && accept(output, loaded));
}

function selectedParts(project: Project, pipeline: Pipeline, choice: TransferChoice): readonly Part[] {
  return selectParts(project, pipeline, expandTargets(project, pipeline, choice), {
    recursive: choice.recursive,
    ...(choice.withDeps ? { dependenciesIn: buildGraph(pipeline) } : {}),
  });
}

/** The targets with what patterns among them match. Throws `unknown-target`. */
export function expandTargets(
  project: Project,
  pipeline: Pipeline,
  { targets, glob }: Pick<TransferChoice, 'targets' | 'glob'>,
): readonly string[] {
  return glob ? [...new Set(targets.flatMap((target) => expandGlob(project, pipeline, target)))] : targets;
}

/** The stages, `.dvc` files and tracked paths that match, as a person here would name them. */
function expandGlob(project: Project, pipeline: Pipeline, target: string): readonly string[] {
  if (!isGlob(target)) {
    return [target];
  }
  const pattern = rootPath(project, target);
  const paths = pipeline.nodes.flatMap((node) => [...outputPaths(node), ...(node.kind === 'source' ? [node.file] : [])]);
  const stages = pipeline.nodes.filter((node) => node.kind === 'stage').map((node) => showNode(project, node));
  const matches = [
    ...paths.filter((path) => matchesGlob(path, pattern)).map((path) => showPath(project, path)),
    ...stages.filter((name) => matchesGlob(name, target)),
  ];
  if (matches.length === 0) {
    throw new SightlineError('unknown-target', `no stage, file or tracked path matches '${target}'`);
  }
  return matches;
}

/** Whether an output may be sent: DVC keeps what `push: false` says, and data of another repository stays there. */
export function isPushable({ push, node }: UsedOutput): boolean {
  return push && !isRepositoryImport({ node });
}

/** Whether the data is kept by another repository's remotes. */
export function isRepositoryImport({ node }: Pick<UsedOutput, 'node'>): boolean {
  return node.kind === 'source' && node.source.isRepositoryImport;
}

/** The kinds of outputs that `fetch --type` tells apart. */
export type FetchedType = 'metrics' | 'plots';

/** Whether an output is of a kind: marked in its stage, or named at the top of a dvc.yaml. */
export function isOfType(used: UsedOutput, type: FetchedType, pipeline: Pipeline): boolean {
  const kind = type === 'metrics' ? 'metric' : 'plot';
  const isMarked = used.node.kind === 'stage' && used.node.stage.outs.some((out) => out.path === used.path && out.kind === kind);
  return isMarked || topPaths(pipeline, type).some((path) => overlaps(path, used.path));
}

function topPaths(pipeline: Pipeline, type: FetchedType): readonly string[] {
  return type === 'metrics' ? pipeline.metrics : pipeline.files.flatMap((file) => file.plots.map((plot) => plot.id));
}

/** Whether a file of a folder is asked for. */
export function isAskedFor({ path, within }: WantedContent, relpath: string): boolean {
  return within === undefined || isWithin(`${path}/${relpath}`, within);
}
