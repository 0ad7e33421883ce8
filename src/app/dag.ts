import { isOutside, joinFromRoot, relativeTo } from '../core/data/root-path.ts';
import { isUrl } from '../core/pipeline/build-stage.ts';
import { collapseGroups, focusDag, type Dag, type DagEdge } from '../core/pipeline/dag.ts';
import { findTarget, showAddress } from '../core/pipeline/find-target.ts';
import { buildGraph, inputPaths, outputsOf, type NodeOutput, type PipelineGraph } from '../core/pipeline/graph.ts';
import { loadPipeline } from './load-pipeline.ts';
import type { Project } from './project.ts';

/** What to draw. */
export interface DagOptions {
  /** A stage, a file or a path inside an output; undefined for everything. */
  readonly target: string | undefined;
  /** Everything connected with the target, not only what it depends on. */
  readonly full: boolean;
  /** Output files instead of stages. */
  readonly outs: boolean;
  /** One node for all stages of a foreach or matrix. */
  readonly collapse: boolean;
}

type DagPorts = Pick<Project, 'workspace' | 'folder'>;

/** Who depends on whom in the workspace, spelled from the folder that the person stands in. */
export async function drawDag(ports: DagPorts, options: DagOptions): Promise<Dag> {
  const graph = buildGraph(await loadPipeline(ports.workspace));
  const dag = options.outs ? outputDag(ports, graph) : nodeDag(ports, graph);
  const targets = options.target === undefined ? [] : targetLabels(ports, graph, { target: options.target, outs: options.outs });
  const focused = targets.length === 0 ? dag : focusDag(dag, { targets, full: options.full });
  return options.collapse ? collapseGroups(focused) : focused;
}

function nodeDag({ folder }: DagPorts, graph: PipelineGraph): Dag {
  const edges = graph.nodes.flatMap((node) =>
    graph.dependencies(node).map((dependency): DagEdge => ({ from: showAddress(dependency, folder), to: showAddress(node, folder) })),
  );
  return { nodes: graph.nodes.map((node) => showAddress(node, folder)), edges };
}

function outputDag(ports: DagPorts, graph: PipelineGraph): Dag {
  const label = (output: NodeOutput): string => outputLabel(ports, output);
  const edges = graph.nodes.flatMap((node) =>
    inputPaths(node)
      .flatMap((path) => graph.outputsAt(path))
      .flatMap((input) =>
        outputsOf(node).map((output): [string, DagEdge] => [
          JSON.stringify([input.path, output.path]),
          { from: label(input), to: label(output) },
        ]),
      ),
  );
  return { nodes: graph.outputs.map(label), edges: [...new Map(edges).values()] };
}

interface DagTarget {
  readonly target: string;
  readonly outs: boolean;
}

function targetLabels(ports: DagPorts, graph: PipelineGraph, { target, outs }: DagTarget): readonly string[] {
  const { nodes, path } = findTarget(graph, target, { folder: ports.folder });
  if (!outs) {
    return nodes.map((node) => showAddress(node, ports.folder));
  }
  const outputs = path === undefined ? nodes.flatMap(outputsOf) : graph.outputsAt(path);
  return outputs.map((output) => outputLabel(ports, output));
}

function outputLabel({ workspace, folder }: DagPorts, { path, definition }: NodeOutput): string {
  if (isUrl(path)) {
    return definition;
  }
  return isOutside(path) ? joinFromRoot(workspace.root, path) : relativeTo(folder, path);
}
