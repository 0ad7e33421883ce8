import type { Gate } from '../spec/spec.ts';
import { wilsonInterval } from '../statistics/proportion-interval.ts';
import { type Difference, type GateResult, judge } from './comparison.ts';
import type { Evaluation } from './evaluation.ts';
import { formatCount, formatInterval, formatPercent, formatPoints } from './format-share.ts';
import type { Pairs } from './pair-evaluations.ts';
import { compareAccuracy } from './compare-accuracy.ts';
import { compareScores } from './compare-scores.ts';
import { classScore, macroF1Score } from './named-score.ts';

/**
 * Holds the gates of the spec against the data. `not-worse` passes when the interval of the difference lies
 * above minus the margin, `better` when the verdict is better, `at-least` when the interval of head's own
 * metric lies at the value or above; each fails when the interval says the contrary, and cannot tell in between.
 */
export function checkGates(gates: readonly Gate[], pairs: Pairs, head: Evaluation, margin: number): GateResult[] {
  return gates.map((gate) => checkGate(gate, pairs, head, margin));
}

function checkGate(gate: Gate, pairs: Pairs, head: Evaluation, margin: number): GateResult {
  const only = findImages(gate, pairs, head);
  if (only.length === 0) {
    return { gate, outcome: 'cannot-tell', reason: 'the test set has no image to judge it by' };
  }
  const measured = measure(gate, pairs, only);
  if (gate.require === 'at-least') {
    return { gate, ...checkAtLeast(measured, gate.value ?? 0) };
  }
  const { low, high, difference } = measured.difference;
  if (low === null || high === null || difference === null) {
    return { gate, outcome: 'cannot-tell', reason: 'the metric is undefined for base or head' };
  }
  const reason = `${formatPoints(difference)} points (${formatInterval({ low, high })}), margin ${(100 * margin).toFixed(2)}`;
  const verdict = judge({ low, high }, margin);
  if (gate.require === 'better') {
    return { gate, outcome: verdict === 'better' ? 'pass' : verdict === 'cannot-tell' ? 'cannot-tell' : 'fail', reason };
  }
  return { gate, outcome: low >= -margin ? 'pass' : verdict === 'worse' ? 'fail' : 'cannot-tell', reason };
}

interface Measured {
  readonly difference: Difference;
  /** Head's own metric with its interval, and the images that it is about. */
  readonly head: { readonly value: number; readonly low: number; readonly high: number; readonly images: number } | null;
}

function checkAtLeast({ head }: Measured, value: number): Pick<GateResult, 'outcome' | 'reason'> {
  if (head === null) {
    return { outcome: 'cannot-tell', reason: 'the metric is undefined for head' };
  }
  const reason = `${formatPercent(head.value)} (${formatPercent(head.low)} to ${formatPercent(head.high)}) on ${formatCount(head.images)} images, wanted ${formatPercent(value)}`;
  return { outcome: head.low >= value ? 'pass' : head.high < value ? 'fail' : 'cannot-tell', reason };
}

function measure(gate: Gate, pairs: Pairs, only: Int32Array): Measured {
  const of = gate.class === undefined ? -1 : pairs.classes.indexOf(gate.class);
  const { truth, predicted } = pairs.head;
  switch (gate.metric) {
    case 'accuracy':
      return asShare(pairs, only);
    case 'recall':
      return asShare(
        pairs,
        only.filter((image) => truth[image] === of),
      );
    case 'precision': {
      const called = only.filter((image) => predicted[image] === of);
      const [difference] = compareScores(pairs, only, [classScore('precision', of)]).differences;
      return { difference: difference ?? undefinedDifference, head: asShare(pairs, called).head };
    }
    case 'f1':
    case 'macro-f1': {
      const { differences, head } = compareScores(pairs, only, [gate.metric === 'f1' ? classScore('f1', of) : macroF1Score]);
      const [difference = undefinedDifference, interval] = [differences[0], head[0]];
      const known = difference.head !== null && interval !== null && interval !== undefined;
      return { difference, head: known ? { value: difference.head, images: only.length, ...interval } : null };
    }
  }
}

const undefinedDifference: Difference = { base: null, head: null, difference: null, low: null, high: null };

/** The share of right answers among these images, which is what recall and precision are on theirs. */
function asShare(pairs: Pairs, only: Int32Array): Measured {
  const { accuracy } = compareAccuracy(pairs, only);
  const share = accuracy.head;
  return {
    difference: accuracy,
    head: share === null ? null : { value: share, images: only.length, ...wilsonInterval(Math.round(share * only.length), only.length) },
  };
}

function findImages(gate: Gate, pairs: Pairs, head: Evaluation): Int32Array {
  const all = pairs.head.truth.map((_, image) => image);
  if (gate.slice === undefined) {
    return all;
  }
  const cut = gate.slice.indexOf('=');
  const values = head.rows.metadata[gate.slice.slice(0, cut)];
  const wanted = gate.slice.slice(cut + 1);
  return all.filter((image) => values?.[image] === wanted);
}
