import type { Gate } from '../spec/spec.ts';
import { asHigherIsBetter, type GateResult, judge, type Measured } from './comparison.ts';
import { formatOf, type MetricFormat } from './format-metric.ts';
import { countImages } from './format-share.ts';
import type { MetricRow } from './scorer.ts';
import { findMetric, type Task } from './task.ts';

/** Why there is nothing to hold a gate against, as a part of a sentence. */
export interface Unmeasured {
  readonly why: string;
}

/** What gates are held against: the task's metrics, and a function that measures one of them as a gate wants it. */
export interface GateOptions {
  readonly task: Task;
  readonly margin: number;
  readonly measure: (gate: Gate) => Measured | Unmeasured;
}

type Decision = Pick<GateResult, 'outcome' | 'reason'>;

/**
 * Holds the gates of the spec against the data. `not-worse` passes when the interval of the difference lies on the better side
 * of the margin, `better` when the verdict is better, `at-least` when the interval of head's own metric lies at the value or
 * above, `at-most` when it lies at the value or below; each fails when the interval says the contrary, and cannot tell in
 * between. Without data, or where the metric is undefined, unknown or not to be had, the gate is closed.
 */
export function checkGates(gates: readonly Gate[], options: GateOptions): GateResult[] {
  return gates.map((gate) => ({ gate, measured: null, ...checkGate(gate, options) }));
}

function checkGate(gate: Gate, { task, margin, measure }: GateOptions): Decision & Partial<Pick<GateResult, 'measured'>> {
  const row = findMetric(task, gate.metric);
  if (row === undefined) {
    return close(`${task} has no metric '${gate.metric}'`);
  }
  const lacksClass = row.of === 'class' && gate.class === undefined;
  if (lacksClass || (row.of === 'model' && gate.class !== undefined)) {
    return close(
      `${gate.metric} is ${lacksClass ? 'of one class, and the gate names none' : 'of the whole model, and the gate names a class'}`,
    );
  }
  const measured = measure(gate);
  if ('why' in measured) {
    return close(measured.why);
  }
  const format = formatOf(task, gate.metric);
  const decision =
    gate.require === 'at-least' || gate.require === 'at-most'
      ? checkBound(measured, gate.require, gate.value ?? Number.NaN, format)
      : checkDifference(measured, gate.require, margin, row, format);
  return { ...decision, measured };
}

function checkDifference(
  { difference: { difference, low, high } }: Measured,
  require: 'better' | 'not-worse',
  margin: number,
  { better }: MetricRow,
  format: MetricFormat,
): Decision {
  if (!isKnown(difference) || !isKnown(low) || !isKnown(high)) {
    return close('the metric, or its interval, is undefined for base or head');
  }
  const reason = `${format.difference(difference)}${format.unit} (${format.interval({ low, high })}), margin ${format.size(margin)}`;
  const verdict = judge({ low, high }, margin, better);
  if (require === 'better') {
    return { outcome: verdict === 'better' ? 'pass' : verdict === 'cannot-tell' ? 'cannot-tell' : 'fail', reason };
  }
  const isWithin = asHigherIsBetter({ low, high }, better).low >= -margin;
  return { outcome: isWithin ? 'pass' : verdict === 'worse' ? 'fail' : 'cannot-tell', reason };
}

function checkBound({ head }: Measured, require: 'at-least' | 'at-most', value: number, format: MetricFormat): Decision {
  if (head === null || !isKnown(head.value) || !isKnown(head.low) || !isKnown(head.high)) {
    return close('the metric, or its interval, is undefined for head');
  }
  const interval = `${format.value(head.low)} to ${format.value(head.high)}`;
  const wanted = `wanted ${require.replace('-', ' ')} ${format.value(value)}`;
  const reason = `${format.value(head.value)} (${interval}) on ${countImages(head.images)}, ${wanted}`;
  const [holds, breaks] = require === 'at-least' ? [head.low >= value, head.high < value] : [head.high <= value, head.low > value];
  return { outcome: holds ? 'pass' : breaks ? 'fail' : 'cannot-tell', reason };
}

function close(why: string): Decision {
  return { outcome: 'fail', reason: `${why}, so the gate is closed` };
}

function isKnown(value: number | null): value is number {
  return value !== null && Number.isFinite(value);
}
