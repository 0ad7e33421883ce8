import { expect, test } from 'vitest';
import { countDiffering, countSpeaking, hiddenReach, widenFew } from './hidden-reach.ts';

test('of images that pull alike or not at all, those that pull speak', () => {
  const pulls = Array.from({ length: 400 }, (_, at) => (at < 6 ? (at % 2 === 0 ? 1 : -1) : 0));
  expect(countSpeaking(pulls)).toBeCloseTo(6, 9);
  expect(countSpeaking([0.3, 0.3, 0.3])).toBe(0);
  expect(countSpeaking([Number.NaN, 1, -1])).toBeCloseTo(2, 9);
});

test('of a difference all images speak that add to it, also where all add alike', () => {
  const count = (added: readonly number[]): number => {
    const sum = added.reduce((total, value) => total + value, 0);
    const leftOut = added.map((value) => (sum - value) / (added.length - 1));
    return countDiffering(sum / added.length, leftOut);
  };
  expect(count(Array.from({ length: 40 }, () => 0.05))).toBeCloseTo(40, 6);
  expect(count(Array.from({ length: 40 }, (_, at) => (at < 6 ? 1 : 0)))).toBeCloseTo(6, 6);
  expect(count(Array.from({ length: 40 }, (_, at) => (at < 34 ? 1 : 0)))).toBeCloseTo(34, 6);
  expect(count([0, 0, 0])).toBe(0);
});

test('what may hide is less the more images there are, a part of a mean, and in the unit of the metric', () => {
  const reach = hiddenReach({ range: [0, 1], images: 300, parts: 1 }, 0.05);
  expect((1 - reach) ** 300).toBeCloseTo(0.025, 9);
  expect(hiddenReach({ range: [0, 2], images: 300, parts: 1 }, 0.05)).toBeCloseTo(2 * reach, 12);
  expect(hiddenReach({ range: [0, 1], images: 300, parts: 4 }, 0.05)).toBeCloseTo(reach / 4, 12);
  expect(hiddenReach({ range: [0, 1], images: 0, parts: 0 }, 0.05)).toBe(1);
});

test('only where fewer than ten images speak an interval is widened', () => {
  expect(widenFew({ low: -0.1, high: 0.2 }, 10, 0, 0.5)).toEqual({ low: -0.1, high: 0.2 });
  expect(widenFew({ low: -0.1, high: 0.2 }, 9, 0, 0.15)).toEqual({ low: -0.15, high: 0.2 });
});
