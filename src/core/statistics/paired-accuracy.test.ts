import fc from 'fast-check';
import { expect, test } from 'vitest';
import { binomialMass, binomialWindow } from './binomial.ts';
import { mcnemarMidP } from './mcnemar.ts';
import { type PairedTable, pairedAccuracyInterval } from './paired-accuracy.ts';

const tables = fc
  .tuple(fc.integer({ min: 0, max: 60 }), fc.integer({ min: 0, max: 60 }), fc.integer({ min: 1, max: 3000 }))
  .map(([onlyBaseRight, onlyHeadRight, rest]): PairedTable => ({
    images: onlyBaseRight + onlyHeadRight + rest,
    onlyBaseRight,
    onlyHeadRight,
  }));

test('swapping the models mirrors the interval exactly', () => {
  fc.assert(
    fc.property(tables, (table) => {
      const swapped = { ...table, onlyBaseRight: table.onlyHeadRight, onlyHeadRight: table.onlyBaseRight };
      const { low, high } = pairedAccuracyInterval(table, 0.05);
      expect(pairedAccuracyInterval(swapped, 0.05)).toEqual({ low: 0 - high, high: 0 - low });
    }),
  );
});

test('it holds the observed difference, stays within -1 and 1, and is wider at a higher level', () => {
  fc.assert(
    fc.property(tables, (table) => {
      const { low, high } = pairedAccuracyInterval(table, 0.05);
      const wider = pairedAccuracyInterval(table, 0.01);
      const difference = (table.onlyHeadRight - table.onlyBaseRight) / table.images;
      expect(low).toBeLessThanOrEqual(difference);
      expect(high).toBeGreaterThanOrEqual(difference);
      expect(wider.low).toBeLessThanOrEqual(low);
      expect(wider.high).toBeGreaterThanOrEqual(high);
      expect(Math.max(-low, high)).toBeLessThanOrEqual(1);
    }),
  );
});

test("it excludes zero exactly where McNemar's mid-p test rejects", () => {
  fc.assert(
    fc.property(tables, fc.constantFrom(0.05, 0.01, 0.05 / 7), (table, alpha) => {
      const { low, high } = pairedAccuracyInterval(table, alpha);
      const p = mcnemarMidP(table.onlyBaseRight, table.onlyHeadRight);
      fc.pre(Math.abs(p - alpha) > 1e-9);
      expect(low > 0 || high < 0).toBe(p < alpha);
    }),
  );
});

test('the window of a binomial carries its mass', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 20_000 }), fc.double({ min: 0, max: 1, noNaN: true }), (n, p) => {
      const { first, masses } = binomialWindow(n, p);
      expect(masses.reduce((sum, mass) => sum + mass, 0)).toBeCloseTo(1, 9);
      expect(masses[0]).toBeCloseTo(binomialMass(n, p, first), 10); // thousands of factors, each rounded
    }),
  );
});

/**
 * The chance, over all tables that a test set of `images` could show, that the interval holds the true difference;
 * summed, not simulated. `onlyBase` and `onlyHead` are the expected numbers of images that one model alone gets right.
 */
function coverage(images: number, onlyBase: number, onlyHead: number): number {
  let covered = 0;
  const discordant = binomialWindow(images, (onlyBase + onlyHead) / images);
  for (const [at, weight] of discordant.masses.entries()) {
    const total = discordant.first + at;
    if (weight < 1e-7) {
      continue;
    }
    const heads = binomialWindow(total, onlyHead / (onlyBase + onlyHead));
    for (const [index, mass] of heads.masses.entries()) {
      const onlyHeadRight = heads.first + index;
      if (weight * mass > 1e-7) {
        const { low, high } = pairedAccuracyInterval({ images, onlyBaseRight: total - onlyHeadRight, onlyHeadRight }, 0.05);
        const truth = (onlyHead - onlyBase) / images;
        covered += low <= truth && truth <= high ? weight * mass : 0;
      }
    }
  }
  return covered;
}

// Differences between whole images, which a bound that is a whole number would often miss by half of one.
test.each([
  [50, 3.03, 7.37],
  [200, 0.31, 3.56],
  [200, 1.2, 6.45],
  [200, 2.06, 5.44],
  [1000, 0.31, 3.39],
  [1000, 10.01, 10.3],
  [3000, 0.5, 0.52],
  [3000, 8.47, 8.46],
])(
  'the interval covers the truth in nineteen of twenty test sets or more: %i images, %f and %f discordant',
  (images, onlyBase, onlyHead) => {
    const covered = coverage(images, onlyBase, onlyHead);
    expect(covered).toBeGreaterThan(0.95);
    expect(covered).toBeLessThanOrEqual(1);
  },
);

test.each([
  [1000, 5],
  [200, 9],
])('equal models are called better or worse in one of twenty cases at most: %i images, %i discordant a side', (images, each) => {
  const falseAlarms = 1 - coverage(images, each, each);
  expect(falseAlarms).toBeLessThan(0.052);
  expect(falseAlarms).toBeGreaterThan(0.02);
});
