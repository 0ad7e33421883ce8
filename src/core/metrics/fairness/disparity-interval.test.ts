import { describe, expect, test } from 'vitest';
import { randomStream } from '../../training/random.ts';
import { differenceInterval, ratioInterval } from './disparity-interval.ts';
import { groupImages } from './group-counts.ts';
import type { Share } from './group-metric.ts';
import { judgeFairness } from './judge-fairness.ts';
import { differenceOfShares, ratioOfShares } from './share-difference.ts';

describe('two shares', () => {
  test('Newcombe 1998, table II: 56 of 70 against 48 of 80, and 10 of 10 against 0 of 10', () => {
    const found = differenceOfShares({ successes: 56, trials: 70 }, { successes: 48, trials: 80 }, 0.05);
    expect(found.low).toBeCloseTo(0.0524, 4);
    expect(found.high).toBeCloseTo(0.3339, 4);
    const all = differenceOfShares({ successes: 10, trials: 10 }, { successes: 0, trials: 10 }, 0.05);
    expect(all.low).toBeCloseTo(0.6075, 4);
    expect(all.high).toBe(1);
  });

  test('a ratio with zeros: from 0, and without an end where the second may be 0', () => {
    expect(ratioOfShares({ successes: 0, trials: 10 }, { successes: 5, trials: 10 }, 0.05).low).toBe(0);
    expect(ratioOfShares({ successes: 5, trials: 10 }, { successes: 0, trials: 10 }, 0.05).high).toBe(Number.POSITIVE_INFINITY);
  });

  test('turned around, a ratio is its inverse', () => {
    const [a, b] = [
      { successes: 30, trials: 90 },
      { successes: 50, trials: 80 },
    ];
    const [there, back] = [ratioOfShares(a, b, 0.05), ratioOfShares(b, a, 0.05)];
    expect(there.low).toBeCloseTo(1 / back.high, 10);
    expect(there.high).toBeCloseTo(1 / back.low, 10);
  });
});

describe('disparities', () => {
  /** How often the intervals hold the true difference and ratio of groups that are right so often. */
  function coverage(rates: readonly number[], sizes: readonly number[], method: 'between-groups' | 'to-overall'): [number, number] {
    const random = randomStream(11, ...rates, ...sizes);
    const all = rates.reduce((sum, rate, at) => sum + rate * (sizes[at] ?? 0), 0) / sizes.reduce((sum, size) => sum + size, 0);
    const apart =
      method === 'between-groups' ? Math.max(...rates) - Math.min(...rates) : Math.max(...rates.map((rate) => Math.abs(rate - all)));
    const ratio =
      method === 'between-groups'
        ? Math.min(...rates) / Math.max(...rates)
        : Math.min(...rates.map((rate) => Math.min(rate / all, all / rate)));
    let [differences, ratios] = [0, 0];
    for (let round = 0; round < 1000; round++) {
      const shares = rates.map((rate, at): Share => {
        const trials = sizes[at] ?? 0;
        return { trials, successes: Array.from({ length: trials }, () => random.uniform()).filter((drawn) => drawn < rate).length };
      });
      const [difference, quotient] = [differenceInterval(shares, method), ratioInterval(shares, method)];
      differences += difference !== null && difference.low <= apart && difference.high >= apart ? 1 : 0;
      ratios += quotient !== null && quotient.low <= ratio && quotient.high >= ratio ? 1 : 0;
    }
    return [differences / 1000, ratios / 1000];
  }

  test.each([
    [[0.8, 0.8, 0.8], [100, 60, 30], 'between-groups'],
    [[0.8, 0.8, 0.8], [100, 60, 30], 'to-overall'],
    [[0.9, 0.7, 0.6], [100, 60, 30], 'between-groups'],
    [[0.9, 0.7, 0.6], [100, 60, 30], 'to-overall'],
    [[0.95, 0.95], [40, 5], 'between-groups'],
  ] as const)(
    'of groups right %j of the time are within their interval at least 95 %% of the time (%j images, %s)',
    (rates, sizes, method) => {
      const monteCarlo = 3 * Math.sqrt((0.95 * 0.05) / 1000);
      for (const share of coverage(rates, sizes, method)) {
        expect(share).toBeGreaterThan(0.95 - monteCarlo);
      }
    },
  );

  test('are unknown without a second group', () => {
    expect(differenceInterval([{ successes: 1, trials: 2 }], 'between-groups')).toBeNull();
    expect(
      ratioInterval(
        [
          { successes: 1, trials: 2 },
          { successes: 0, trials: 0 },
        ],
        'to-overall',
      ),
    ).toBeNull();
  });
});

test('fairness by two columns: a cell without positives has no true positive rate, and its images count', () => {
  const answers = { truth: Uint8Array.of(1, 1, 0, 0, 1, 0, 0), predicted: Uint8Array.of(1, 0, 0, 1, 1, 0, 1) };
  const groups = groupImages([
    ['a', 'a', 'a', 'b', 'b', '', 'a'],
    ['x', 'x', 'y', 'x', 'x', 'x', 'y'],
  ]);
  const found = judgeFairness(answers, groups).find(({ metric }) => metric === 'true-positive-rate');
  expect(found?.groups.map(({ values, images, value }) => [values.join(' '), images, value])).toEqual([
    ['a x', 2, 0.5],
    ['a y', 0, Number.NaN],
    ['b x', 1, 1],
  ]);
  expect(found?.groups[1]?.interval).toBeNull();
  expect(found?.overall.value).toBeCloseTo(2 / 3, 12);
  expect(found?.differences['between-groups'].value).toBe(0.5);
  expect(found?.differences['between-groups'].interval?.low).toBe(0);
});
