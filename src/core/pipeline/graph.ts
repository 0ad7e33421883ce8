import { isWithin, joinFromRoot, overlaps } from '../data/root-path.ts';
import { SightlineError, type Place } from '../errors.ts';
import { isList, isMap } from '../value/value.ts';
import { isUrl } from '../data/output-path.ts';
import { PathTree } from './path-tree.ts';
import type { Pipeline, PipelineNode } from './pipeline.ts';
import type { Stage } from './stage.ts';

/** Stages and `.dvc` files, and who reads whose outputs. */
export interface PipelineGraph {
  readonly nodes: readonly PipelineNode[];
  readonly pipeline: Pipeline;
  /** Every output, those of a folder together. */
  readonly outputs: readonly NodeOutput[];
  /** The nodes whose outputs this one reads, in the order of its deps and params. */
  dependencies(node: PipelineNode): readonly PipelineNode[];
  /** The nodes that read this one's outputs, in the order of the nodes. */
  dependents(node: PipelineNode): readonly PipelineNode[];
  /** The node that writes the path, or a folder above it. */
  writer(path: string): PipelineNode | undefined;
  /** The outputs at, above or below a path. */
  outputsAt(path: string): readonly NodeOutput[];
}

/** An output and the node that writes it. */
export interface NodeOutput {
  readonly node: PipelineNode;
  readonly path: string;
  readonly definition: string;
}

/**
 * Draws the edges. Throws `output-overlap` when a path has two owners or lies inside another output, and
 * `pipeline-cycle` when a stage would have to run before itself.
 */
export function buildGraph(pipeline: Pipeline): PipelineGraph {
  const outputs = collectOutputs(pipeline);
  checkFilesOutside(pipeline, outputs);
  const dependencies = new Map<PipelineNode, readonly PipelineNode[]>();
  const dependents = new Map<PipelineNode, PipelineNode[]>(pipeline.nodes.map((node) => [node, []]));
  for (const node of pipeline.nodes) {
    const found = new Set(inputPaths(node).flatMap((path) => outputs.overlapping(path).map((output) => output.node)));
    dependencies.set(node, [...found]);
    found.forEach((dependency) => dependents.get(dependency)?.push(node));
  }
  const graph: PipelineGraph = {
    nodes: pipeline.nodes,
    pipeline,
    outputs: outputs.all(),
    dependencies: (node) => dependencies.get(node) ?? [],
    dependents: (node) => dependents.get(node) ?? [],
    writer: (path) => outputs.overlapping(path).find((output) => isWithin(path, output.path))?.node,
    outputsAt: (path) => outputs.overlapping(path),
  };
  checkAcyclic(graph);
  return graph;
}

/** What a node writes. */
export function outputsOf(node: PipelineNode): readonly NodeOutput[] {
  const outs = node.kind === 'stage' ? node.stage.outs : node.source.outs;
  return outs.map(({ path, definition }) => ({ node, path, definition }));
}

/** Paths that a node reads, parameter files included; imports from other repositories and databases read none here. */
export function inputPaths(node: PipelineNode): readonly string[] {
  if (node.kind === 'stage') {
    return [...node.stage.deps, ...node.stage.params].map((dep) => dep.path);
  }
  const { source, wdir } = node.source;
  const deps = source.get('deps');
  return (isList(deps) ? deps : []).flatMap((dep) => {
    const path = isMap(dep) && !dep.has('repo') && !dep.has('db') ? dep.get('path') : undefined;
    return typeof path !== 'string' ? [] : [isUrl(path) ? path : joinFromRoot(wdir, path)];
  });
}

/** Where a node is defined, or one of its outputs. */
export function placeOfNode(pipeline: Pipeline, node: PipelineNode, definition?: string): Place {
  return node.kind === 'stage' ? placeOfStage(pipeline, node.stage, definition) : { file: node.file };
}

/** Where a stage is defined, or the entry of one of its paths. */
export function placeOfStage(pipeline: Pick<Pipeline, 'files'>, stage: Stage, definition?: string): Place {
  return pipeline.files.find(({ path }) => path === stage.file)?.placeOf(stage, definition) ?? { file: stage.file };
}

function collectOutputs(pipeline: Pipeline): PathTree<NodeOutput> {
  const outputs = new PathTree<NodeOutput>();
  for (const output of pipeline.nodes.flatMap(outputsOf)) {
    const other = outputs.overlapping(output.path)[0];
    if (other !== undefined) {
      throw overlapError(pipeline, output, other);
    }
    outputs.set(output.path, output);
  }
  return outputs;
}

function overlapError(pipeline: Pipeline, output: NodeOutput, other: NodeOutput): SightlineError {
  const place = placeOfNode(pipeline, output.node, output.definition);
  const by =
    output.node === other.node ? `twice by '${output.node.address}'` : `by '${output.node.address}' and by '${other.node.address}'`;
  if (output.path === other.path) {
    return new SightlineError('output-overlap', `the output '${output.path}' is claimed ${by}`, { place });
  }
  const [inner, outer] = output.path.length > other.path.length ? [output, other] : [other, output];
  const message = `the output '${inner.path}' of '${inner.node.address}' lies inside the output '${outer.path}' of '${outer.node.address}'`;
  return new SightlineError('output-overlap', message, {
    place,
    hint: 'Write them to separate folders, or let one stage own the whole folder.',
  });
}

/** A dvc.yaml or `.dvc` file that a stage would overwrite can't be trusted to describe it. */
function checkFilesOutside(pipeline: Pipeline, outputs: PathTree<NodeOutput>): void {
  for (const node of pipeline.nodes) {
    const owner = outputs.overlapping(node.file).find((output) => isWithin(node.file, output.path));
    if (owner !== undefined) {
      throw new SightlineError('output-overlap', `'${node.file}' lies inside '${owner.path}', an output of '${owner.node.address}'`, {
        place: placeOfNode(pipeline, owner.node, owner.definition),
        hint: 'Move the file out of the folder, or make the output smaller than the folder.',
      });
    }
  }
}

function checkAcyclic(graph: PipelineGraph): void {
  const finished = new Set<PipelineNode>();
  for (const start of graph.nodes) {
    const cycle = findCycle(graph, start, finished);
    if (cycle !== undefined) {
      throw cycleError(graph, cycle);
    }
  }
}

/** Depth first with a stack of its own, since a chain may be longer than the call stack allows. */
function findCycle(graph: PipelineGraph, start: PipelineNode, finished: Set<PipelineNode>): readonly PipelineNode[] | undefined {
  const path: { readonly node: PipelineNode; next: number }[] = finished.has(start) ? [] : [{ node: start, next: 0 }];
  const open = new Set(path.map(({ node }) => node));
  for (let top = path.at(-1); top !== undefined; top = path.at(-1)) {
    const child = graph.dependencies(top.node)[top.next++];
    if (child === undefined) {
      finished.add(top.node);
      open.delete(top.node);
      path.pop();
    } else if (open.has(child)) {
      const nodes = path.map(({ node }) => node);
      return [...nodes.slice(nodes.indexOf(child)), child];
    } else if (!finished.has(child)) {
      open.add(child);
      path.push({ node: child, next: 0 });
    }
  }
  return undefined;
}

function cycleError({ pipeline }: PipelineGraph, cycle: readonly PipelineNode[]): SightlineError {
  const [first, second] = cycle;
  const place = first === undefined ? {} : { place: placeOfNode(pipeline, first) };
  if (first === second || first === undefined) {
    const own =
      first === undefined ? undefined : outputsOf(first).find(({ path }) => inputPaths(first).some((input) => overlaps(input, path)));
    const message = `'${first?.address ?? ''}' depends on its own output${own === undefined ? '' : ` '${own.path}'`}`;
    return new SightlineError('pipeline-cycle', message, { ...place, hint: 'Remove the path from deps or from outs of that stage.' });
  }
  return new SightlineError('pipeline-cycle', `the stages form a cycle: ${cycle.map(({ address }) => address).join(' -> ')}`, place);
}
