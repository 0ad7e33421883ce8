import type { Gate } from '../spec/spec.ts';
import { wilsonInterval } from '../statistics/proportion-interval.ts';
import { type Difference, type GateResult, judge } from './comparison.ts';
import type { Evaluation } from './evaluation.ts';
import { formatCount, formatInterval, formatPercent, formatPoints } from './format-share.ts';
import { type ImageSets, type Pairs, selectImages } from './pair-evaluations.ts';
import { compareAccuracy } from './compare-accuracy.ts';
import { compareScores } from './compare-scores.ts';
import { classScore, macroF1Score } from './named-score.ts';

/**
 * Holds the gates of the spec against the data. `not-worse` passes when the interval of the difference lies
 * above minus the margin, `better` when the verdict is better, `at-least` when the interval of head's own
 * metric lies at the value or above, `at-most` when it lies at the value or below; each fails when the interval says the
 * contrary, and cannot tell in between. Without data, or where the metric is undefined, the gate is closed.
 */
export function checkGates(gates: readonly Gate[], pairs: Pairs, sides: Sides, margin: number): GateResult[] {
  return gates.map((gate) => ({ gate, ...checkGate(gate, pairs, sides, margin) }));
}

type Sides = Readonly<Record<'base' | 'head', Evaluation>>;
type Decision = Pick<GateResult, 'outcome' | 'reason'>;

function checkGate(gate: Gate, pairs: Pairs, sides: Sides, margin: number): Decision {
  const only = findImages(gate, pairs, sides);
  if (only.head.length === 0) {
    return { outcome: 'fail', reason: 'the test set has no image to judge it by, so the gate is closed' };
  }
  const measured = measure(gate, pairs, only);
  if (gate.require === 'at-least' || gate.require === 'at-most') {
    return checkBound(measured, gate.require, gate.value ?? Number.NaN);
  }
  const { low, high, difference } = measured.difference;
  if (low === null || high === null || difference === null) {
    return { outcome: 'fail', reason: 'the metric is undefined for base or head, so the gate is closed' };
  }
  const reason = `${formatPoints(difference)} points (${formatInterval({ low, high })}), margin ${(100 * margin).toFixed(2)}`;
  const verdict = judge({ low, high }, margin);
  if (gate.require === 'better') {
    return { outcome: verdict === 'better' ? 'pass' : verdict === 'cannot-tell' ? 'cannot-tell' : 'fail', reason };
  }
  return { outcome: low >= -margin ? 'pass' : verdict === 'worse' ? 'fail' : 'cannot-tell', reason };
}

interface Measured {
  readonly difference: Difference;
  /** Head's own metric with its interval, and the images that it is about. */
  readonly head: { readonly value: number; readonly low: number; readonly high: number; readonly images: number } | null;
}

function checkBound({ head }: Measured, require: 'at-least' | 'at-most', value: number): Decision {
  if (head === null) {
    return { outcome: 'fail', reason: 'the metric is undefined for head, so the gate is closed' };
  }
  const reason = `${formatPercent(head.value)} (${formatPercent(head.low)} to ${formatPercent(head.high)}) on ${formatCount(head.images)} images, wanted ${require.replace('-', ' ')} ${formatPercent(value)}`;
  const [holds, breaks] = require === 'at-least' ? [head.low >= value, head.high < value] : [head.high <= value, head.low > value];
  return { outcome: holds ? 'pass' : breaks ? 'fail' : 'cannot-tell', reason };
}

function measure(gate: Gate, pairs: Pairs, only: ImageSets): Measured {
  const of = gate.class === undefined ? -1 : pairs.classes.indexOf(gate.class);
  switch (gate.metric) {
    case 'accuracy':
      return asShare(pairs, only);
    case 'recall':
      return asShare(
        pairs,
        selectImages(only, (side, image) => pairs[side].truth[image] === of),
      );
    case 'precision': {
      const called = selectImages(only, (side, image) => pairs[side].predicted[image] === of);
      const [difference] = compareScores(pairs, only, [classScore('precision', of)]).differences;
      return { difference: difference ?? undefinedDifference, head: shareOfHead(pairs, called) };
    }
    case 'f1':
    case 'macro-f1': {
      const { differences, head } = compareScores(pairs, only, [gate.metric === 'f1' ? classScore('f1', of) : macroF1Score]);
      const [difference = undefinedDifference, interval] = [differences[0], head[0]];
      const known = difference.head !== null && interval !== null && interval !== undefined;
      return { difference, head: known ? { value: difference.head, images: only.head.length, ...interval } : null };
    }
  }
}

const undefinedDifference: Difference = { base: null, head: null, difference: null, low: null, high: null };

/** The share of right answers among these images, which is what recall and precision are on theirs. */
function asShare(pairs: Pairs, only: ImageSets): Measured {
  return { difference: compareAccuracy(pairs, only).accuracy, head: shareOfHead(pairs, only) };
}

function shareOfHead({ head }: Pairs, only: ImageSets): Measured['head'] {
  const images = only.head.length;
  const right = only.head.filter((image) => head.predicted[image] === head.truth[image]).length;
  return images === 0 ? null : { value: right / images, images, ...wilsonInterval(right, images) };
}

function findImages({ slice }: Gate, pairs: Pairs, sides: Sides): ImageSets {
  if (slice === undefined) {
    return pairs.all;
  }
  const cut = slice.indexOf('=');
  const [column, wanted] = [slice.slice(0, cut), slice.slice(cut + 1)];
  const values = { base: sides.base.rows.metadata[column], head: sides.head.rows.metadata[column] };
  return selectImages(pairs.all, (side, image) => values[pairs.change === null ? 'head' : side]?.[image] === wanted);
}
