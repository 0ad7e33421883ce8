import type { MetricRow } from '../metrics/scorer.ts';
import { findMetric, metricsOf, type Task } from '../metrics/task.ts';
import { nearestName } from '../value/nearest-name.ts';

/** What is wrong with a metric that the spec names, and where. */
export interface MetricProblem {
  readonly path: readonly (string | number)[];
  readonly message: string;
}

/** The parts of `evaluate` that name metrics. */
interface NamedMetrics {
  readonly primary: { readonly metric?: string | undefined; readonly margin: number };
  readonly gates: readonly {
    readonly metric: string;
    readonly class?: string | undefined;
    readonly value?: number | undefined;
  }[];
}

/** Each metric must be in the table of the task, have a class where it is of one, and be held against values that it can have. */
export function findMetricProblems(task: Task, { primary, gates }: NamedMetrics, defaultMetric: string): MetricProblem[] {
  return [
    ...primaryProblems(task, { metric: primary.metric ?? defaultMetric, margin: primary.margin }),
    ...gates.flatMap((gate, at) => gateProblems(task, gate, at)),
  ];
}

function primaryProblems(task: Task, { metric, margin }: { readonly metric: string; readonly margin: number }): MetricProblem[] {
  const row = findMetric(task, metric);
  if (row === undefined) {
    return [{ path: ['primary', 'metric'], message: describeUnknown(task, metric) }];
  }
  if (row.of === 'class') {
    return [{ path: ['primary', 'metric'], message: `${metric} is of one class; the verdict is about a metric of the model` }];
  }
  const [low, high] = rangeOf(row);
  const most = (high - low) / 2;
  return margin <= most ? [] : [{ path: ['primary', 'margin'], message: `must be from 0 to ${round(most)} for ${metric}` }];
}

function gateProblems(task: Task, gate: NamedMetrics['gates'][number], at: number): MetricProblem[] {
  const { metric, value } = gate;
  const row = findMetric(task, metric);
  const problem = (key: string, message: string): MetricProblem[] => [{ path: ['gates', at, key], message }];
  if (row === undefined) {
    return problem('metric', describeUnknown(task, metric));
  }
  if (row.of === 'class' && gate.class === undefined) {
    return problem('class', `${metric} is of one class: it needs a \`class\``);
  }
  if (row.of === 'model' && gate.class !== undefined) {
    return problem('class', `${metric} is of the whole model: it has no \`class\``);
  }
  const [low, high] = rangeOf(row);
  const isPossible = value === undefined || (value >= low && value <= high);
  return isPossible ? [] : problem('value', `must be from ${round(low)} to ${round(high)} for ${metric}`);
}

function describeUnknown(task: Task, metric: string): string {
  const known = metricsOf(task).map(({ name }) => name);
  const nearest = nearestName(metric, known);
  return `unknown metric '${metric}' of ${task}; ${nearest === undefined ? `known metrics: ${known.join(', ')}` : `did you mean '${nearest}'?`}`;
}

function rangeOf({ range = [0, 1] }: MetricRow): readonly [number, number] {
  return range;
}

function round(value: number): number {
  return Number(value.toFixed(2));
}
