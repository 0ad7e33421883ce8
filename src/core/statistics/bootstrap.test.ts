import fc from 'fast-check';
import { expect, test } from 'vitest';
import { accelerationOf, basicInterval, bcaInterval, expandedPercentileInterval, percentileInterval } from './bootstrap.ts';
import { normalQuantile } from './normal.ts';

const values = fc
  .array(fc.double({ min: -1, max: 1, noNaN: true }), { minLength: 20, maxLength: 60 })
  .map((list) => Float64Array.from(list));
const level = fc.double({ min: -0.1, max: 0.1, noNaN: true });

test('the sign of everything flips with the sign of the values', () => {
  fc.assert(
    fc.property(values, level, level, (drawn, estimate, acceleration) => {
      const there = bcaInterval(drawn, estimate, acceleration, 0.05);
      const back = bcaInterval(
        drawn.map((value) => -value),
        -estimate,
        -acceleration,
        0.05,
      );
      expect(back?.low).toBeCloseTo(-(there?.high ?? Number.NaN), 9);
      expect(back?.high).toBeCloseTo(-(there?.low ?? Number.NaN), 9);
    }),
  );
});

test('without bias and acceleration, BCa is the percentile interval', () => {
  const drawn = Float64Array.from({ length: 101 }, (_, at) => (at - 50) / 100);
  const [plain, bca] = [percentileInterval(drawn, 0.1), bcaInterval(drawn, 0, 0, 0.1)];
  expect(bca?.low).toBeCloseTo(plain?.low ?? 0, 12);
  expect(basicInterval(drawn, 0.1, 0.1)?.high).toBeCloseTo(0.2 + 0.45, 12);
});

test('with few images the percentile interval is expanded to what Student gives, with many it is as it is', () => {
  // The quantiles of a standard normal: the interval at n images ends at t times the root of n / (n - 1).
  const normal = Float64Array.from({ length: 20_001 }, (_, at) => normalQuantile((at + 0.5) / 20_001));
  expect(expandedPercentileInterval(normal, 25, 0.05)?.high).toBeCloseTo(2.0639 * Math.sqrt(25 / 24), 2);
  expect(expandedPercentileInterval(normal, 1e6, 0.05)?.low).toBeCloseTo(percentileInterval(normal, 0.05)?.low ?? 0, 4);
  expect(expandedPercentileInterval(normal, 1, 0.05)).toEqual(percentileInterval(normal, 0.05));
});

test('undefined resamples are left out, and an estimate outside of all of them is no NaN', () => {
  expect(percentileInterval(Float64Array.of(Number.NaN), 0.05)).toBeUndefined();
  expect(bcaInterval(Float64Array.of(1, Number.NaN, 2), 5, 0, 0.05)).toEqual(percentileInterval(Float64Array.of(1, 2), 0.05));
});

test('weights of a jackknife say the same as repeated values; what has no pull has no acceleration', () => {
  expect(accelerationOf([1, 2, 4], [2, 1, 3])).toBeCloseTo(accelerationOf([1, 1, 2, 4, 4, 4]), 14);
  expect(accelerationOf([3, 3, 3])).toBe(0);
});
