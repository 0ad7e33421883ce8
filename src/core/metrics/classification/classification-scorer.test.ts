import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createClassificationScorer } from './classification-scorer.ts';
import { classificationMetrics } from './metric-table.ts';
import { highestOf } from './score-matrix.ts';
import type { ClassificationColumns } from './scored-answers.ts';

const classCount = 3;
const metrics = classificationMetrics.flatMap(({ name, of }) =>
  of === 'class' ? [0, 1, 2].map((number) => ({ name, of: number })) : [{ name }],
);

interface Image {
  readonly truth: number;
  readonly scores: readonly number[];
}

/** Few distinct values, so that many are tied; negative zero among them. */
const image = fc.record({
  truth: fc.nat(classCount - 1),
  scores: fc.tuple(fc.nat(6), fc.nat(6), fc.nat(6)).map((parts) => {
    const sum = parts.reduce((a, b) => a + b, 0);
    return sum === 0 ? [1, 0, -0] : parts.map((part) => part / sum);
  }),
});

function columnsOf(images: readonly Image[]): ClassificationColumns {
  const scores = { images: images.length, classCount, values: Float64Array.from(images.flatMap((one) => one.scores)) };
  return { classCount, truth: Int32Array.from(images, ({ truth }) => truth), predicted: highestOf(scores), scores };
}

function scoreAll(images: readonly Image[], weights: Int32Array = new Int32Array(images.length).fill(1)): Float64Array {
  return createClassificationScorer(columnsOf(images)).score(weights, metrics);
}

/** The metrics whose values differ by more than rounding. */
function differing(actual: Float64Array, expected: Float64Array): typeof metrics {
  return metrics.filter((_, at) => {
    const [a = 0, b = 0] = [actual[at], expected[at]];
    return !(Object.is(a, b) || Math.abs(a - b) < 1e-9);
  });
}

const valueOf = (name: string, of?: number, values: Float64Array = new Float64Array()): number =>
  values[metrics.findIndex((one) => one.name === name && ('of' in one ? one.of : undefined) === of)] ?? Number.NaN;

describe('every metric', () => {
  test('counts an image as often as its weight says', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(image, fc.nat(3)), { minLength: 1, maxLength: 25 }), (drawn) => {
        const repeated = drawn.flatMap(([one, count]) => Array.from({ length: count }, () => one));
        const weights = Int32Array.from(drawn, ([, count]) => count);
        const weighted = scoreAll(
          drawn.map(([one]) => one),
          weights,
        );
        expect(differing(weighted, scoreAll(repeated))).toEqual([]);
      }),
    );
  });

  test('is the same for the images in another order, ties and all', () => {
    fc.assert(
      fc.property(fc.array(image, { minLength: 1, maxLength: 25 }), (images) => {
        expect(differing(scoreAll(images.toReversed()), scoreAll(images))).toEqual([]);
      }),
    );
  });

  test('is undefined without an image, not 0', () => {
    expect(scoreAll([]).every(Number.isNaN)).toBe(true);
  });
});

test('areas, against the count of all pairs', () => {
  fc.assert(
    fc.property(fc.array(image, { minLength: 1, maxLength: 30 }), (images) => {
      const values = scoreAll(images);
      for (const of of [0, 1, 2]) {
        const own = images.filter(({ truth }) => truth === of).map(({ scores }) => scores[of] ?? 0);
        const others = images.filter(({ truth }) => truth !== of).map(({ scores }) => scores[of] ?? 0);
        const won = own.flatMap((one) => others.map((other) => (one > other ? 1 : one === other ? 0.5 : 0)));
        const area = won.reduce<number>((sum, part) => sum + part, 0) / won.length;
        const given = valueOf('roc-auc', of, values);
        expect(Object.is(given, area) || Math.abs(given - area) < 1e-12).toBe(true);
      }
    }),
  );
});

describe('without what a metric needs', () => {
  const images: Image[] = [
    { truth: 0, scores: [0.9, 0.1, 0] },
    { truth: 1, scores: [0.6, 0.4, 0] },
  ];

  test('labels alone have no areas and no losses, and a name that is no metric has no value', () => {
    const scorer = createClassificationScorer({ ...columnsOf(images), scores: undefined });
    const ones = Int32Array.of(1, 1);
    const needing = classificationMetrics.filter(({ needsScores }) => needsScores);
    const values = scorer.score(ones, [...needing.map(({ name, of }) => (of === 'class' ? { name, of: 0 } : { name })), { name: 'mood' }]);
    expect(values.every(Number.isNaN)).toBe(true);
    expect([...scorer.score(ones, [{ name: 'accuracy' }, { name: 'recall', of: 1 }, { name: 'recall' }])]).toEqual([0.5, 0, Number.NaN]);
  });

  test('scores that do not sum to 1 have an order, and no probabilities', () => {
    const values = scoreAll(images.map(({ truth, scores }) => ({ truth, scores: scores.map((score) => 3 * score - 1) })));
    expect(valueOf('roc-auc', 0, values)).toBe(1);
    expect(['log-loss', 'brier', 'ece', 'adaptive-ece'].map((name) => valueOf(name, undefined, values))).toEqual(Array(4).fill(Number.NaN));
  });

  test('a single class has an accuracy and no area, no MCC and no kappa', () => {
    const values = scoreAll([{ truth: 0, scores: [1, 0, 0] }]);
    expect(valueOf('accuracy', undefined, values)).toBe(1);
    expect(['macro-roc-auc', 'macro-roc-auc-ovo', 'mcc', 'kappa'].map((name) => valueOf(name, undefined, values))).toEqual(
      Array(4).fill(Number.NaN),
    );
  });

  test('of tied scores the first is the answer, and the first of the top', () => {
    const values = scoreAll([{ truth: 1, scores: [0.4, 0.4, 0.2] }]);
    expect([valueOf('accuracy', undefined, values), valueOf('top-2', undefined, values)]).toEqual([0, 1]);
  });
});
