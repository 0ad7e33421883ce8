import { isWithin, relativeTo } from '../core/data/root-path.ts';
import { SightlineError } from '../core/errors.ts';
import { withDependencies } from '../core/pipeline/graph-order.ts';
import type { PipelineGraph } from '../core/pipeline/graph.ts';
import { findNamed, showAddress, unknownTarget } from '../core/pipeline/find-target.ts';
import { isGlob } from '../core/pipeline/glob.ts';
import type { Pipeline, PipelineNode } from '../core/pipeline/pipeline.ts';
import { type Project, rootPath } from './project.ts';

/** How targets are read. */
export interface TargetOptions {
  /** A folder stands for all that is in it. */
  readonly recursive: boolean;
  /** A stage name may hold `*`, `?` and `[...]`. */
  readonly glob: boolean;
}

type Place = Pick<Project, 'folder' | 'workspace'>;

/** What targets name, each node once, in the order of the targets. Throws `unknown-target`. */
export function selectNodes(place: Place, pipeline: Pipeline, targets: readonly string[], options: TargetOptions): readonly PipelineNode[] {
  const selected = new Set<PipelineNode>();
  for (const target of targets) {
    const found = findNodes(place, pipeline, target, options);
    if (found === undefined) {
      throw unknownNode(place, pipeline, target);
    }
    found.forEach((node) => selected.add(node));
  }
  return [...selected];
}

function unknownNode(place: Place, pipeline: Pipeline, target: string): SightlineError {
  const path = rootPath(place, target);
  const writer = pipeline.nodes.find((node) => outputPaths(node).some((output) => isWithin(path, output)));
  return writer === undefined
    ? unknownTarget(pipeline, target, place.folder)
    : new SightlineError('unknown-target', `'${target}' is an output, and a stage or a file is needed`, {
        hint: `Name '${showNode(place, writer)}', which it belongs to.`,
      });
}

/** The nodes of one target; undefined when it names none. */
export function findNodes(place: Place, pipeline: Pipeline, target: string, options: TargetOptions): readonly PipelineNode[] | undefined {
  const inFolder = options.recursive ? nodesIn(place, pipeline, target) : [];
  if (inFolder.length > 0) {
    return inFolder;
  }
  const { folder } = place;
  const glob = options.glob && isGlob(target);
  return findNamed(pipeline, target.startsWith('/') ? relativeTo(folder, rootPath(place, target)) : target, { folder, glob });
}

function nodesIn(place: Place, pipeline: Pipeline, folder: string): readonly PipelineNode[] {
  return pipeline.nodes.filter((node) => isWithin(node.file, rootPath(place, folder)));
}

/** How a node is called in messages: a stage of the dvc.yaml here by its name alone. */
export function showNode(place: Pick<Project, 'folder'>, node: PipelineNode): string {
  return showAddress(node, place.folder);
}

/** A node, or of its outputs only what lies at or below a path. */
export interface Part {
  readonly node: PipelineNode;
  /** Only this path of the node's outputs is asked about. */
  readonly within?: string;
}

/** How targets are read that may be tracked paths. */
export interface PartOptions {
  /** A folder stands for all that is in it. */
  readonly recursive: boolean;
  /** Stages and files stand for all that they depend on in it, too; folders and tracked paths don't. */
  readonly dependenciesIn?: PipelineGraph | undefined;
}

/** What targets name, tracked paths and what lies in them included; without targets everything. Throws `unknown-target`. */
export function selectParts(place: Place, pipeline: Pipeline, targets: readonly string[], options: PartOptions): readonly Part[] {
  const { recursive, dependenciesIn: graph } = options;
  if (targets.length === 0) {
    return pipeline.nodes.map((node) => ({ node }));
  }
  return targets.flatMap((target) => {
    const nodes = findNodes(place, pipeline, target, { recursive, glob: false });
    if (nodes !== undefined) {
      const isFolder = recursive && nodesIn(place, pipeline, target).length > 0;
      return (graph === undefined || isFolder ? nodes : withDependencies(graph, nodes)).map((node): Part => ({ node }));
    }
    const within = rootPath(place, target);
    const owners = pipeline.nodes.filter((node) => outputPaths(node).some((path) => isWithin(within, path)));
    if (owners.length === 0) {
      throw new SightlineError('unknown-target', `'${target}' is no stage, file or tracked path`);
    }
    return owners.map((node): Part => ({ node, within }));
  });
}

/** The paths that a node writes or tracks, from the root. */
export function outputPaths(node: PipelineNode): readonly string[] {
  return (node.kind === 'stage' ? node.stage.outs : node.source.outs).map((out) => out.path);
}
