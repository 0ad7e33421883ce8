import type { PipelineGraph } from './graph.ts';
import type { PipelineNode } from './pipeline.ts';

/** Which part of the graph to reproduce. */
export interface PlanScope {
  /** The nodes that were asked for. */
  readonly targets: readonly PipelineNode[];
  /** The whole pipelines that the targets belong to. */
  readonly wholePipelines: boolean;
  /** The targets and what depends on them, instead of what they depend on. */
  readonly downstream: boolean;
  /** The targets alone, in their order. */
  readonly single: boolean;
}

/** A step of a plan. */
export interface ReproStep {
  readonly node: PipelineNode;
  readonly address: string;
  /** Addresses of the nodes that it reads from. */
  readonly upstream: readonly string[];
}

/** Steps in DVC's order: depth first, each after what it depends on. A frozen stage depends on nothing. */
export function planRepro(graph: PipelineGraph, scope: PlanScope): readonly ReproStep[] {
  const upstream = (node: PipelineNode): readonly PipelineNode[] =>
    node.kind === 'stage' && node.stage.frozen ? [] : graph.dependencies(node);
  const ordered = scope.single ? scope.targets : postOrder(chooseNodes(graph, upstream, scope), upstream);
  return ordered.map((node) => ({ node, address: node.address, upstream: upstream(node).map((other) => other.address) }));
}

type Upstream = (node: PipelineNode) => readonly PipelineNode[];

function chooseNodes(graph: PipelineGraph, upstream: Upstream, scope: PlanScope): ReadonlySet<PipelineNode> {
  const downstream = (node: PipelineNode): readonly PipelineNode[] =>
    graph.dependents(node).filter((other) => upstream(other).includes(node));
  const next = (node: PipelineNode): readonly PipelineNode[] => {
    if (scope.wholePipelines) {
      return [...upstream(node), ...downstream(node)];
    }
    return scope.downstream ? downstream(node) : upstream(node);
  };
  const reached = new Set(scope.targets);
  for (const node of reached) {
    next(node).forEach((other) => reached.add(other)); // a set goes on to what is added while it is walked
  }
  return new Set(graph.nodes.filter((node) => reached.has(node)));
}

/** With a stack of its own, since a chain of stages may be longer than the call stack allows. */
function postOrder(nodes: ReadonlySet<PipelineNode>, upstream: Upstream): readonly PipelineNode[] {
  const ordered: PipelineNode[] = [];
  const entered = new Set<PipelineNode>();
  for (const start of nodes) {
    const path = entered.has(start) ? [] : [{ node: start, next: 0 }];
    entered.add(start);
    for (let top = path.at(-1); top !== undefined; top = path.at(-1)) {
      const child = upstream(top.node)[top.next];
      top.next += 1;
      if (child === undefined) {
        ordered.push(top.node);
        path.pop();
      } else if (nodes.has(child) && !entered.has(child)) {
        entered.add(child);
        path.push({ node: child, next: 0 });
      }
    }
  }
  return ordered;
}
