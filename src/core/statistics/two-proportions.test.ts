import { expect, test } from 'vitest';
import { seededInterval } from './seed-noise.ts';
import { newcombeInterval, twoProportionsTest } from './two-proportions.ts';

test.each([
  // Newcombe 1998, table II, method 10: 56 of 70 against 48 of 80, and 9 of 10 against 3 of 10.
  [{ right: 48, images: 80 }, { right: 56, images: 70 }, 0.0524, 0.3339],
  [{ right: 3, images: 10 }, { right: 9, images: 10 }, 0.1705, 0.809],
] as const)('the interval of %j and %j', (base, head, low, high) => {
  expect(newcombeInterval(base, head, 0.05)).toEqual({ low: expect.closeTo(low, 4) as number, high: expect.closeTo(high, 4) as number });
});

test('the score test is Pearson chi-squared without correction', () => {
  // scipy.stats.chi2_contingency([[48, 32], [56, 14]], correction=False).
  expect(twoProportionsTest({ right: 48, images: 80 }, { right: 56, images: 70 })).toBeCloseTo(0.008045081368196582, 12);
  expect(twoProportionsTest({ right: 5, images: 5 }, { right: 7, images: 7 })).toBe(1);
});

test('without spread the images alone decide, without image noise the seeds alone: t of five degrees', () => {
  const images = seededInterval([0.1, 0.1, 0.1, 0.1, 0.1, 0.1], 0.01, 0.05);
  expect(images.high - images.difference).toBeCloseTo(2.5706 * 0.01, 5);
  const seeds = seededInterval([1, 2, 3, 4, 5, 6], 0, 0.05);
  expect(seeds).toMatchObject({ difference: 3.5, low: expect.closeTo(1.5366, 3) as number });
});
