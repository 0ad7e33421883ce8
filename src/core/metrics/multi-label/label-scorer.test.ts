import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { MetricId, Scorer } from '../scorer.ts';
import { labelsAbove } from './label-answers.ts';
import { labelScorer } from './label-scorer.ts';
import { labelMetrics } from './metric-table.ts';

const labelCount = 3;
const everyMetric: MetricId[] = labelMetrics.flatMap(({ name, of }) =>
  of === 'class' ? [0, 1, 2].map((one) => ({ name, of: one })) : [{ name }],
);

interface Row {
  readonly truth: readonly number[];
  readonly scores: readonly number[];
}

function scorerOf(rows: readonly Row[], thresholds = [0.5, 0.5, 0.5]): Scorer {
  const images = rows.length;
  const scores = { images, classCount: labelCount, values: Float64Array.from(rows.flatMap((row) => row.scores)) };
  const truth = Uint8Array.from(rows.flatMap((row) => row.truth));
  return labelScorer({ images, labelCount, testLabels: labelCount, truth, predicted: labelsAbove(scores, thresholds) }, scores);
}

function score(rows: readonly Row[], counts = new Int32Array(rows.length).fill(1), metrics = everyMetric, thresholds?: number[]) {
  return [...scorerOf(rows, thresholds).score(counts, metrics)];
}

function closeTo(values: readonly number[]): unknown[] {
  return values.map((value) => (Number.isNaN(value) ? Number.NaN : (expect.closeTo(value, 12) as unknown)));
}

const row = fc.record({
  truth: fc.array(fc.nat(1), { minLength: labelCount, maxLength: labelCount }),
  scores: fc.array(
    fc.nat(9).map((tenths) => tenths / 10),
    { minLength: labelCount, maxLength: labelCount },
  ),
});
const rows = fc.array(row, { minLength: 1, maxLength: 7 });

describe('the scorer of multi-label classification', () => {
  // The numbers are those of scikit-learn 1.9.1 on the same arrays, zero_division NaN.
  test('says what scikit-learn says', () => {
    const scores = [
      [0.9, 0.2, 0.4],
      [0.1, 0.6, 0.6],
      [0.5, 0.5, 0.1],
      [0.5, 0.4, 0.2],
      [0.3, 0.7, 0.6],
      [0.2, 0.9, 0.1],
    ];
    const truth = [
      [1, 0, 1],
      [0, 1, 0],
      [1, 1, 0],
      [0, 0, 0],
      [1, 0, 0],
      [0, 1, 0],
    ];
    const made = scores.map((one, at) => ({ truth: truth[at] ?? [], scores: one }));
    const wanted = {
      'macro-average-precision': 0.6481481481481481,
      'micro-average-precision': 0.677128427128427,
      'micro-roc-auc': 0.7597402597402596,
      'macro-precision': 0.472222222222222,
      'micro-precision': 0.555555555555556,
      'weighted-precision': 0.607142857142857,
      'macro-f1': 0.507936507936508,
      'micro-f1': 0.625,
      'weighted-f1': 0.65306122448979587,
      'subset-accuracy': 1 / 3,
      'hamming-loss': 1 / 3,
    };
    const ids = Object.keys(wanted).map((name) => ({ name }));
    expect(score(made, undefined, ids)).toEqual(closeTo(Object.values(wanted)));
    const recall = [0, 1, 2].map((of) => ({ name: 'recall', of }));
    expect(score(made, undefined, recall)).toEqual(closeTo([2 / 3, 1, 0]));
    expect(score(made, undefined, recall, [0.3, 0.95, 0.4])).toEqual([1, 0, 1]); // each label has its own threshold
  });

  test('with counts says what the set with so many copies says', () => {
    fc.assert(
      fc.property(rows, fc.array(fc.nat(3), { minLength: 7, maxLength: 7 }), (made, drawn) => {
        const counts = drawn.slice(0, made.length);
        const copies = made.flatMap((one, at) => Array.from({ length: counts[at] ?? 0 }, () => one));
        expect(score(made, Int32Array.from(counts))).toEqual(closeTo(score(copies)));
      }),
    );
  });

  test('of some images alone says what it says when the others count 0 times', () => {
    fc.assert(
      fc.property(rows, fc.array(fc.nat(1), { minLength: 7, maxLength: 7 }), (made, chosen) => {
        const counts = Int32Array.from(made, (_, at) => chosen[at] ?? 0);
        const only = Int32Array.from(counts.keys()).filter((at) => counts[at] === 1);
        const few = scorerOf(made).among?.(only);
        expect([...(few?.score(new Int32Array(only.length).fill(1), everyMetric) ?? [])]).toEqual(closeTo(score(made, counts)));
      }),
    );
  });

  test('the order of images and the numbers of labels change nothing', () => {
    const turn = (values: readonly number[]): number[] => values.map((_, at) => values[(at + 1) % labelCount] ?? 0);
    const turned = everyMetric.map(({ name, ...rest }) =>
      'of' in rest ? { name, of: (rest.of + labelCount - 1) % labelCount } : { name },
    );
    fc.assert(
      fc.property(rows, (made) => {
        const moved = made.toReversed().map(({ truth, scores }) => ({ truth: turn(truth), scores: turn(scores) }));
        expect(score(moved, undefined, turned)).toEqual(closeTo(score(made)));
      }),
    );
  });

  test('answers that are all right have no wrong label, and what nothing can be said of is undefined', () => {
    const right = [
      { truth: [1, 0, 0], scores: [0.9, 0.1, 0.1] },
      { truth: [0, 1, 0], scores: [0.1, 0.5, 0.1] },
      { truth: [0, 0, 0], scores: [0.1, 0.1, 0.1] },
    ];
    const asked = [{ name: 'micro-f1' }, { name: 'macro-average-precision' }, { name: 'subset-accuracy' }, { name: 'hamming-loss' }];
    expect(score(right, undefined, asked)).toEqual([1, 1, 1, 0]);
    expect(score(right, undefined, [{ name: 'recall', of: 2 }, { name: 'f1' }, { name: 'accuracy' }])).toEqual([
      Number.NaN,
      Number.NaN,
      Number.NaN,
    ]);
    expect(score(right, new Int32Array(3))).toEqual(everyMetric.map(() => Number.NaN));
  });
});
