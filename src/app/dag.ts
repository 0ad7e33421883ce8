import { SightlineError } from '../core/errors.ts';
import { drawDag } from '../core/pipeline/dag-drawing.ts';
import { formatDot, formatMermaid, formatMermaidBlock } from '../core/pipeline/dag-text.ts';
import { collapseGroups, narrowView, outputView, showOutput, stageView, type DagPlace, type DagView } from '../core/pipeline/dag-view.ts';
import { findTarget, showAddress } from '../core/pipeline/find-target.ts';
import { buildGraph, outputsOf, type PipelineGraph } from '../core/pipeline/graph.ts';
import { loadPipeline } from './load-pipeline.ts';
import type { Project } from './project.ts';

/** How a graph is written. */
export type DagFormat = 'drawing' | 'dot' | 'mermaid' | 'markdown' | 'json';

/** What part of the graph is wanted, and how. */
export interface DagOptions {
  /** A stage, group, file or output; undefined for all. */
  readonly target?: string;
  readonly format: DagFormat;
  /** All that is connected with the target, not only what it needs. */
  readonly full: boolean;
  /** Outputs as nodes instead of stages. */
  readonly outs: boolean;
  /** The stages of a foreach or matrix as one node. */
  readonly collapse: boolean;
}

/** The graph of the workspace's stages as text, named from the folder that the person stands in. */
export async function dag({ workspace, folder }: Pick<Project, 'workspace' | 'folder'>, options: DagOptions): Promise<string> {
  if (options.outs && options.collapse) {
    throw new SightlineError('invalid-option', '--outs and --collapse-foreach-matrix exclude each other');
  }
  const graph = buildGraph(await loadPipeline(workspace));
  const place: DagPlace = { root: workspace.root, folder };
  const view = options.outs ? outputView(graph, place) : stageView(graph, folder);
  const { target } = options;
  const narrowed = target === undefined ? view : narrowView(view, targetNames(graph, place, { target, outs: options.outs }), options.full);
  return format(options.collapse ? collapseGroups(narrowed) : narrowed, options.format);
}

interface DagTarget {
  readonly target: string;
  readonly outs: boolean;
}

function targetNames(graph: PipelineGraph, place: DagPlace, { target, outs }: DagTarget): readonly string[] {
  const { folder } = place;
  const { nodes, path } = findTarget(graph, target, folder);
  if (!outs) {
    return nodes.map((node) => showAddress(node, folder));
  }
  const wanted = path === undefined ? nodes.flatMap(outputsOf) : graph.outputsAt(path);
  return wanted.map((output) => showOutput(output, place));
}

function format(view: DagView, as: DagFormat): string {
  switch (as) {
    case 'drawing':
      return drawDag(view);
    case 'dot':
      return formatDot(view);
    case 'mermaid':
      return formatMermaid(view);
    case 'markdown':
      return formatMermaidBlock(view);
    case 'json':
      return JSON.stringify({ nodes: [...view.nodes].map(([name, kind]) => ({ name, kind })), edges: view.edges });
  }
}
