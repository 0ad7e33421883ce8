import { expect, test } from 'vitest';
import { twoOneSidedTests } from './equivalence.ts';
import { adjustPValues } from './multiple-testing.ts';
import { pairedT } from './paired-t.ts';
import { agrestiCoullInterval, clopperPearsonInterval, jeffreysInterval, waldInterval, wilsonInterval } from './proportion-interval.ts';
import { signedRankTest } from './wilcoxon.ts';

test('what the reference cases leave out is as statsmodels has it: Hochberg and Sidak', () => {
  const closeTo = (list: readonly number[]) => list.map((value) => expect.closeTo(value, 12) as number);
  expect(adjustPValues([0.01, 0.02, 0.03, 0.04, 0.05], 'hochberg')).toEqual(closeTo([0.05, 0.05, 0.05, 0.05, 0.05]));
  expect(adjustPValues([0.3, 0.001, 0.4, 0.02], 'hochberg')).toEqual(closeTo([0.4, 0.004, 0.4, 0.06]));
  expect(adjustPValues([0.3, 0.001, 0.4, 0.02], 'sidak')).toEqual(closeTo([0.7599, 0.003994003999, 0.8704, 0.07763184]));
});

test.each([
  [wilsonInterval, 0, 0.27753279986288926],
  [waldInterval, 0, 0],
  [agrestiCoullInterval, 0, 0.3208873057505458],
  [clopperPearsonInterval, 0, 0.30849710781876083],
  [jeffreysInterval, 4.7890433157581876e-5, 0.2171962675092106],
] as const)('%o of no success among ten, mirrored for ten', (interval, low, high) => {
  expect(interval(0, 10)).toEqual({ low: expect.closeTo(low, 12) as number, high: expect.closeTo(high, 12) as number });
  expect(interval(10, 10)).toEqual({ low: expect.closeTo(1 - high, 12) as number, high: expect.closeTo(1 - low, 12) as number });
});

test('two one-sided tests say equivalent where the interval at twice the level lies within the margin', () => {
  // 0.01 +- 1.645 * 0.01 reaches to 0.02645.
  expect(twoOneSidedTests(0.01, 0.01, 0.0265).p).toBeLessThan(0.05);
  expect(twoOneSidedTests(0.01, 0.01, 0.0264).p).toBeGreaterThan(0.05);
  expect(twoOneSidedTests(0.01, 0.01, 0.007).notWorse).toBeLessThan(0.05);
});

test('differences without spread, and differences that are all zero', () => {
  expect(pairedT([0.25, 0.25, 0.25])).toMatchObject({ p: 0, low: 0.25, high: 0.25 });
  expect(pairedT([0, 0, 0]).p).toBeNaN();
  const none = (method: 'auto' | 'asymptotic') => signedRankTest([0, 0, 0], { zeros: 'wilcox', method, alternative: 'two-sided' }).p;
  expect(none('auto')).toBe(1);
  expect(none('asymptotic')).toBeNaN();
});
