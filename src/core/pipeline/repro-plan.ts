import { activeDependencies, executionOrder } from './graph-order.ts';
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

/** Steps in DVC's order; like there, no target at all (a dvc.yaml without stages) means everything. */
export function planRepro(graph: PipelineGraph, { targets, single, wholePipelines, downstream }: PlanScope): readonly ReproStep[] {
  const ordered = single ? targets : executionOrder(graph, { targets, pipeline: wholePipelines, downstream });
  return ordered.map((node) => ({
    node,
    address: node.address,
    upstream: activeDependencies(graph, node).map((other) => other.address),
  }));
}
