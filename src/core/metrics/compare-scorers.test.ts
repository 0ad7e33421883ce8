import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createClassificationScorer } from './classification/classification-scorer.ts';
import { highestOf } from './classification/score-matrix.ts';
import { compareScorers } from './compare-scorers.ts';
import type { Scorer } from './scorer.ts';

const metrics = [{ name: 'accuracy' }, { name: 'macro-f1' }, { name: 'brier' }, { name: 'recall', of: 1 }];
const classCount = 3;

/** A made model's scores, `skill` from 0 to 1; images are taken in this order, classes renamed. */
function scorerOf(order: readonly number[], skill: number, rename: readonly number[] = [0, 1, 2]): Scorer {
  const truth = Int32Array.from(order, (at) => rename[at % classCount] ?? 0);
  const values = new Float64Array(order.length * classCount);
  for (const [place, at] of order.entries()) {
    const raw = [0, 1, 2].map(
      (of) => ((at * 7919 + of * 104_729 + Math.round(100 * skill) * 31) % 997) / 997 + (at % classCount === of ? skill : 0),
    );
    const sum = raw.reduce((a, b) => a + b, 0);
    for (const [of, value] of raw.entries()) {
      values[place * classCount + (rename[of] ?? 0)] = value / sum;
    }
  }
  const scores = { images: order.length, classCount, values };
  return createClassificationScorer({ classCount, truth, predicted: highestOf(scores), scores });
}

const order = Array.from({ length: 300 }, (_, at) => at);
const compared = compareScorers(scorerOf(order, 0.5), scorerOf(order, 0.6), metrics);

test('every metric has a difference within its interval', () => {
  for (const { difference, low, high } of compared) {
    expect(low).toBeLessThan(difference ?? 0);
    expect(high).toBeGreaterThan(difference ?? 0);
  }
});

test('swapping base and head flips every sign', () => {
  const back = compareScorers(scorerOf(order, 0.6), scorerOf(order, 0.5), metrics);
  for (const [at, { difference, low, high }] of compared.entries()) {
    expect(back[at]?.difference).toBeCloseTo(-(difference ?? 0), 12);
    expect(back[at]?.low).toBeCloseTo(-(high ?? 0), 9);
    expect(back[at]?.high).toBeCloseTo(-(low ?? 0), 9);
  }
});

test('a copy of the test set shrinks the intervals by the square root of two within 5 %', () => {
  const twice = [...order, ...order];
  const doubled = compareScorers(scorerOf(twice, 0.5), scorerOf(twice, 0.6), metrics, { resamples: 4000 });
  for (const [at, { low, high }] of compareScorers(scorerOf(order, 0.5), scorerOf(order, 0.6), metrics, { resamples: 4000 }).entries()) {
    const ratio = ((high ?? 0) - (low ?? 0)) / ((doubled[at]?.high ?? 0) - (doubled[at]?.low ?? 0)) / Math.SQRT2;
    expect(Math.abs(ratio - 1)).toBeLessThan(0.05);
  }
});

test('any order of the images, and any of the classes, leaves every value', () => {
  const orders = fc.tuple(
    fc.shuffledSubarray(order, { minLength: order.length, maxLength: order.length }),
    fc.shuffledSubarray([0, 1, 2], { minLength: classCount, maxLength: classCount }),
  );
  fc.assert(
    fc.property(orders, ([images, rename]) => {
      const names = metrics.map((metric) => ('of' in metric ? { ...metric, of: rename[metric.of] ?? 0 } : metric));
      const again = compareScorers(scorerOf(images, 0.5, rename), scorerOf(images, 0.6, rename), names, { resamples: 20 });
      for (const [at, { base, head, difference }] of again.entries()) {
        expect(base).toBeCloseTo(compared[at]?.base ?? 0, 12);
        expect(head).toBeCloseTo(compared[at]?.head ?? 0, 12);
        expect(difference).toBeCloseTo(compared[at]?.difference ?? 0, 12);
      }
    }),
    { numRuns: 30 },
  );
});

test('another order of the images moves an interval by what resampling leaves open, other names of the classes by nothing', () => {
  const reversed = compareScorers(scorerOf(order.toReversed(), 0.5), scorerOf(order.toReversed(), 0.6), metrics);
  const renamed = compareScorers(scorerOf(order, 0.5, [2, 1, 0]), scorerOf(order, 0.6, [2, 1, 0]), metrics);
  for (const [at, { low, high }] of compared.entries()) {
    const width = (high ?? 0) - (low ?? 0);
    expect(Math.abs((reversed[at]?.low ?? 0) - (low ?? 0))).toBeLessThan(0.1 * width);
    expect(Math.abs((reversed[at]?.high ?? 0) - (high ?? 0))).toBeLessThan(0.1 * width);
    expect(renamed[at]?.low).toBeCloseTo(low ?? 0, 12);
    expect(renamed[at]?.high).toBeCloseTo(high ?? 0, 12);
  }
});

test('a slice is a test set of its own; without images, or of no metric, nothing is known', () => {
  const first = Int32Array.from(order.slice(0, 120));
  const [base, head] = [scorerOf(order, 0.5), scorerOf(order, 0.6)];
  const [own] = compareScorers(scorerOf(order.slice(0, 120), 0.5), scorerOf(order.slice(0, 120), 0.6), metrics);
  expect(compareScorers(base, head, metrics, { only: first })[0]).toEqual(own);
  const nothing = { difference: null, low: null, high: null };
  expect(compareScorers(base, head, metrics, { only: new Int32Array() })[0]).toMatchObject(nothing);
  expect(compareScorers(base, head, [{ name: 'charm' }])[0]).toMatchObject(nothing);
});
