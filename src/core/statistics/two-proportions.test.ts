import { expect, test } from 'vitest';
import { excludesZero } from './rejection-level.ts';
import { seededInterval } from './seed-noise.ts';
import { newcombeInterval, newcombeTest } from './two-proportions.ts';

test.each([
  // Newcombe 1998, table II, method 10: 56 of 70 against 48 of 80, and 9 of 10 against 3 of 10.
  [{ right: 48, images: 80 }, { right: 56, images: 70 }, 0.0524, 0.3339],
  [{ right: 3, images: 10 }, { right: 9, images: 10 }, 0.1705, 0.809],
] as const)('the interval of %j and %j', (base, head, low, high) => {
  expect(newcombeInterval(base, head, 0.05)).toEqual({ low: expect.closeTo(low, 4) as number, high: expect.closeTo(high, 4) as number });
});

test.each([
  [
    { right: 30, images: 30 },
    { right: 35, images: 40 },
  ],
  [
    { right: 48, images: 80 },
    { right: 56, images: 70 },
  ],
  [
    { right: 3, images: 10 },
    { right: 9, images: 10 },
  ],
  [
    { right: 0, images: 400 },
    { right: 400, images: 400 },
  ],
] as const)('the p-value of %j and %j is the level from which on the interval excludes 0', (base, head) => {
  const p = newcombeTest(base, head);
  expect(excludesZero(newcombeInterval(base, head, p * 1.001))).toBe(true);
  expect(excludesZero(newcombeInterval(base, head, p * 0.999))).toBe(false);
  expect(newcombeTest(head, base)).toBeCloseTo(p, 12);
});

test('where the shares are the same the p-value is 1', () => {
  expect(newcombeTest({ right: 5, images: 5 }, { right: 7, images: 7 })).toBe(1);
});

test('without spread the images alone decide, without image noise the seeds alone: t of five degrees', () => {
  const images = seededInterval([0.1, 0.1, 0.1, 0.1, 0.1, 0.1], 0.01, 0.05);
  expect(images.high - images.difference).toBeCloseTo(2.5706 * 0.01, 5);
  const seeds = seededInterval([1, 2, 3, 4, 5, 6], 0, 0.05);
  expect(seeds).toMatchObject({ difference: 3.5, low: expect.closeTo(1.5366, 3) as number });
});
