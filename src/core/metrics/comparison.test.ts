import { expect, test } from 'vitest';
import { judge } from './comparison.ts';

test.each([
  [0.001, 0.02, 'better'],
  [-0.02, -0.001, 'worse'],
  [0, 0.02, 'cannot-tell'],
  [-0.02, 0, 'cannot-tell'],
  [-0.01, 0.02, 'cannot-tell'],
  [-0.005, 0.005, 'equivalent'],
  [0.001, 0.004, 'equivalent'],
  [0, 0, 'equivalent'],
  [null, null, 'cannot-tell'],
] as const)('from %s to %s with a margin of 0.005: %s', (low, high, verdict) => {
  expect(judge({ low, high }, 0.005)).toBe(verdict);
});

test.each([
  [0.001, 0.02, 'worse'],
  [-0.02, -0.001, 'better'],
  [0, 0.02, 'cannot-tell'],
  [-0.02, 0, 'cannot-tell'],
  [-0.005, 0.005, 'equivalent'],
] as const)('of a loss from %s to %s with a margin of 0.005: %s', (low, high, verdict) => {
  expect(judge({ low, high }, 0.005, 'lower')).toBe(verdict);
});
