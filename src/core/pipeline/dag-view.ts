import { isOutside, joinFromRoot, relativeTo } from '../data/root-path.ts';
import { isUrl } from '../data/output-path.ts';
import { showAddress } from './find-target.ts';
import { inputPaths, outputsOf, type NodeOutput, type PipelineGraph } from './graph.ts';
import type { PipelineNode } from './pipeline.ts';

/** What a node of a drawing stands for. */
export type DagNodeKind = 'stage' | 'data' | 'output' | 'group';

/** A graph of names, ready to be drawn. */
export interface DagView {
  /** In the order of the pipeline. */
  readonly nodes: ReadonlyMap<string, DagNodeKind>;
  /** From what is read to what reads it, by name; no edge twice. */
  readonly edges: readonly DagEdge[];
}

/** Where names in a drawing start from. */
export interface DagPlace {
  /** The absolute path of the repository's root. */
  readonly root: string;
  /** The folder that the person stands in, from the root. */
  readonly folder: string;
}

/** `to` needs `from`. */
export interface DagEdge {
  readonly from: string;
  readonly to: string;
}

/** Stages and `.dvc` files as nodes, named as seen from a folder. */
export function stageView(graph: PipelineGraph, folder: string): DagView {
  const nameOf = (node: PipelineNode): string => showAddress(node, folder);
  return {
    nodes: new Map(graph.nodes.map((node) => [nameOf(node), node.kind === 'stage' ? 'stage' : 'data'])),
    edges: graph.nodes.flatMap((node) => graph.dependencies(node).map((from) => ({ from: nameOf(from), to: nameOf(node) }))),
  };
}

/** Outputs as nodes: each needs the outputs that its stage reads. */
export function outputView(graph: PipelineGraph, place: DagPlace): DagView {
  const edges = new Map<string, DagEdge>();
  for (const node of graph.nodes) {
    const read = inputPaths(node).flatMap((path) => graph.outputsAt(path));
    for (const to of outputsOf(node)) {
      for (const from of read) {
        const edge = { from: showOutput(from, place), to: showOutput(to, place) };
        edges.set(JSON.stringify([edge.from, edge.to]), edge);
      }
    }
  }
  return { nodes: new Map(graph.outputs.map((output) => [showOutput(output, place), 'output'])), edges: [...edges.values()] };
}

/** An output's name in a drawing. */
export function showOutput({ path }: Pick<NodeOutput, 'path'>, { root, folder }: DagPlace): string {
  if (isUrl(path)) {
    return path;
  }
  return isOutside(path) ? joinFromRoot(root, path) : relativeTo(folder, path);
}

/** The part of the view that the targets need; with `full` all that is connected with them. */
export function narrowView(view: DagView, targets: readonly string[], full: boolean): DagView {
  const neighbours = new Map<string, string[]>([...view.nodes.keys()].map((name) => [name, []]));
  for (const { from, to } of view.edges) {
    neighbours.get(to)?.push(from);
    if (full) {
      neighbours.get(from)?.push(to);
    }
  }
  const kept = new Set(targets);
  for (const name of kept) {
    neighbours.get(name)?.forEach((next) => kept.add(next));
  }
  return {
    nodes: new Map([...view.nodes].filter(([name]) => kept.has(name))),
    edges: view.edges.filter(({ from, to }) => kept.has(from) && kept.has(to)),
  };
}

/** The stages of each foreach or matrix as one node, after all others. */
export function collapseGroups(view: DagView): DagView {
  const single = [...view.nodes].filter(([name]) => groupOf(name) === name);
  const groups = [...view.nodes.keys()]
    .filter((name) => groupOf(name) !== name)
    .map((name): [string, DagNodeKind] => [groupOf(name), 'group']);
  const edges = view.edges.map(({ from, to }) => ({ from: groupOf(from), to: groupOf(to) }));
  const distinct = new Map(edges.map((edge) => [JSON.stringify([edge.from, edge.to]), edge]));
  return { nodes: new Map([...single, ...groups]), edges: [...distinct.values()] };
}

function groupOf(name: string): string {
  return name.endsWith('.dvc') || !name.includes('@') ? name : name.slice(0, name.indexOf('@'));
}

/** The view in parts that aren't connected with each other, by the first node of each. */
export function splitView(view: DagView): readonly DagView[] {
  const neighbours = new Map<string, string[]>([...view.nodes.keys()].map((name) => [name, []]));
  for (const { from, to } of view.edges) {
    neighbours.get(from)?.push(to);
    neighbours.get(to)?.push(from);
  }
  const partOf = new Map<string, number>();
  let count = 0;
  for (const start of view.nodes.keys()) {
    if (partOf.has(start)) {
      continue;
    }
    const part = new Set([start]);
    for (const name of part) {
      partOf.set(name, count);
      neighbours.get(name)?.forEach((next) => part.add(next));
    }
    count += 1;
  }
  const nodes = Array.from({ length: count }, () => new Map<string, DagNodeKind>());
  view.nodes.forEach((kind, name) => nodes[partOf.get(name) ?? 0]?.set(name, kind));
  const edges = Array.from({ length: count }, (): DagEdge[] => []);
  view.edges.forEach((edge) => edges[partOf.get(edge.from) ?? 0]?.push(edge));
  return nodes.map((part, at) => ({ nodes: part, edges: edges[at] ?? [] }));
}
