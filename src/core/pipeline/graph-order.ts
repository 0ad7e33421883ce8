import type { PipelineGraph } from './graph.ts';
import type { PipelineNode } from './pipeline.ts';

/** Neighbours of a node, in order. */
type Neighbours = (node: PipelineNode) => readonly PipelineNode[];

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
  const forward: Neighbours = (node) => activeDependencies(graph, node);
  const backward: Neighbours = (node) => graph.dependents(node).filter((dependent) => !isFrozen(dependent));
  const { targets = [] } = options;
  if (targets.length === 0) {
    return postOrder(graph.nodes, forward);
  }
  if (options.pipeline === true) {
    return postOrder(
      connected(graph, targets, (node) => [...forward(node), ...backward(node)]),
      forward,
    );
  }
  const wanted = reachable(targets, options.downstream === true ? backward : forward);
  return postOrder(
    graph.nodes.filter((node) => wanted.has(node)),
    (node) => forward(node).filter((dependency) => wanted.has(dependency)),
  );
}

/** The nodes after all that they depend on, directly or not, what frozen ones depend on included. */
export function withDependencies(graph: PipelineGraph, nodes: readonly PipelineNode[]): readonly PipelineNode[] {
  return postOrder(nodes, (node) => graph.dependencies(node));
}

/** What has to run before a node; a frozen one waits for nothing. */
export function activeDependencies(graph: PipelineGraph, node: PipelineNode): readonly PipelineNode[] {
  return isFrozen(node) ? [] : graph.dependencies(node);
}

/** Whether a node pulls in nothing: a frozen stage, an import. */
function isFrozen(node: PipelineNode): boolean {
  return node.kind === 'stage' ? node.stage.frozen : node.source.frozen;
}

/** The parts of the graph that the targets belong to, one after another, each in the order of the nodes. */
function connected(graph: PipelineGraph, targets: readonly PipelineNode[], neighbours: Neighbours): readonly PipelineNode[] {
  const positions = new Map(graph.nodes.map((node, at) => [node, at]));
  const found = new Set<PipelineNode>();
  for (const target of targets) {
    if (!found.has(target)) {
      const part = [...reachable([target], neighbours)].toSorted((a, b) => (positions.get(a) ?? 0) - (positions.get(b) ?? 0));
      part.forEach((node) => found.add(node));
    }
  }
  return [...found];
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
function postOrder(starts: readonly PipelineNode[], neighbours: Neighbours): readonly PipelineNode[] {
  const order: PipelineNode[] = [];
  const seen = new Set<PipelineNode>();
  for (const start of starts) {
    const stack = seen.has(start) ? [] : [{ node: start, children: neighbours(start), next: 0 }];
    seen.add(start);
    for (let top = stack.at(-1); top !== undefined; top = stack.at(-1)) {
      const child = top.children[top.next++];
      if (child === undefined) {
        order.push(top.node);
        stack.pop();
      } else if (!seen.has(child)) {
        seen.add(child);
        stack.push({ node: child, children: neighbours(child), next: 0 });
      }
    }
  }
  return order;
}
