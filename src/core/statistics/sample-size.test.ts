import { expect, test } from 'vitest';
import { discernibleDifference, imagesToShowDifference, imagesToShowEquivalence } from './sample-size.ts';

test('paired images for one point at 80 % power', () => {
  expect(imagesToShowDifference(0.01, 0.05)).toBe(3922);
  expect(imagesToShowDifference(-0.01, 0.1)).toBe(7847);
});

test('what can be shown with that many images is that difference', () => {
  expect(discernibleDifference(3922, Math.sqrt(0.05 - 0.0001))).toBeCloseTo(0.01, 3);
});

test('equivalence needs more the nearer the margin, and is never shown beyond it', () => {
  expect(imagesToShowEquivalence(0.004, 0.2, 0.005)).toBeGreaterThan(imagesToShowEquivalence(0.001, 0.2, 0.005));
  expect(imagesToShowEquivalence(0.005, 0.2, 0.005)).toBe(Number.POSITIVE_INFINITY);
});
