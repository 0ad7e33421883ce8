import type { PipelineGraph } from './graph.ts';
import type { PipelineNode } from './pipeline.ts';

/** Neighbours of a node, in order. */
export type Neighbours = (node: PipelineNode) => readonly PipelineNode[];

/** What `repro` should run. */
export interface OrderOptions {
  /** Undefined or empty for everything. */
  readonly targets?: readonly PipelineNode[];
  /** Also what is connected with the targets in any direction. */
  readonly pipeline?: boolean;
  /** The targets and what depends on them, instead of what they depend on. */
  readonly downstream?: boolean;
}

/**
 * The order in which `repro` visits nodes: depth first, a node after all that it depends on, beginning with the
 * nodes in their own order. dvc.lock lists stages in this order, so it is DVC's. A frozen node pulls in nothing.
 */
export function executionOrder(graph: PipelineGraph, options: OrderOptions = {}): readonly PipelineNode[] {
  const forward: Neighbours = (node) => (isFrozen(node) ? [] : graph.dependencies(node));
  const backward: Neighbours = (node) => graph.dependents(node).filter((dependent) => !isFrozen(dependent));
  const { targets = [] } = options;
  if (targets.length === 0) {
    return postOrder(graph.nodes, forward);
  }
  if (options.pipeline === true) {
    const wanted = targets.map((target) => reachable([target], (node) => [...forward(node), ...backward(node)]));
    const starts = wanted.flatMap((component) => graph.nodes.filter((node) => component.has(node)));
    return postOrder(starts, forward);
  }
  const wanted = reachable(targets, options.downstream === true ? backward : forward);
  return postOrder(
    graph.nodes.filter((node) => wanted.has(node)),
    (node) => forward(node).filter((dependency) => wanted.has(dependency)),
  );
}

/** The targets and all that they depend on. */
export function withAncestors(graph: PipelineGraph, targets: readonly PipelineNode[]): ReadonlySet<PipelineNode> {
  return reachable(targets, graph.dependencies);
}

/** The targets and all that depends on them. */
export function withDescendants(graph: PipelineGraph, targets: readonly PipelineNode[]): ReadonlySet<PipelineNode> {
  return reachable(targets, graph.dependents);
}

function isFrozen(node: PipelineNode): boolean {
  return node.kind === 'stage' ? node.stage.frozen : node.source.frozen;
}

function reachable(starts: readonly PipelineNode[], neighbours: Neighbours): ReadonlySet<PipelineNode> {
  const found = new Set(starts);
  // A set's iteration also visits what is added meanwhile.
  for (const node of found) {
    neighbours(node).forEach((next) => found.add(next));
  }
  return found;
}

/** Depth first with a stack of its own, since a chain may be longer than the call stack allows. */
export function postOrder(starts: readonly PipelineNode[], neighbours: Neighbours): readonly PipelineNode[] {
  const order: PipelineNode[] = [];
  const seen = new Set<PipelineNode>();
  for (const start of starts) {
    const stack = seen.has(start) ? [] : [{ node: start, next: 0 }];
    seen.add(start);
    for (let top = stack.at(-1); top !== undefined; top = stack.at(-1)) {
      const child = neighbours(top.node)[top.next++];
      if (child === undefined) {
        order.push(top.node);
        stack.pop();
      } else if (!seen.has(child)) {
        seen.add(child);
        stack.push({ node: child, next: 0 });
      }
    }
  }
  return order;
}
