import { expect, test } from 'vitest';
import { randomStream } from '../training/random.ts';
import { createClassificationScorer } from './classification/classification-scorer.ts';
import { estimateScorer } from './estimate-scorer.ts';
import { countDiffering, countSpeaking, hiddenReach, widenFew } from './hidden-reach.ts';
import { weighAlike, weighClasses, weighHeld } from './image-weights.ts';
import { unseenAmong } from './unseen-of.ts';

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

test('what may hide is less the more images there are, and in the unit of the metric', () => {
  const reach = hiddenReach({ range: [0, 1], weights: weighAlike(300) }, 0.05);
  expect((1 - reach) ** 300).toBeCloseTo(0.025, 9);
  expect(hiddenReach({ range: [0, 2], weights: weighAlike(300) }, 0.05)).toBeCloseTo(2 * reach, 12);
  expect(hiddenReach({ range: [0, 1], weights: weighAlike(0) }, 0.05)).toBe(1);
});

test('of a mean over classes, what all may hide together', () => {
  const reachOf = (weights: ReturnType<typeof weighAlike>): number => hiddenReach({ range: [0, 1], weights }, 0.05);
  const all = reachOf(weighAlike(300));
  expect(reachOf(weighClasses([75, 75, 75, 75]))).toBeCloseTo(all, 12);
  expect(reachOf(weighClasses([3, 0, 297]))).toBeCloseTo(reachOf(weighAlike(3)) / 2, 12);
  expect(reachOf(weighClasses([100, 200]))).toBeGreaterThan(all);
  const shared = Array.from({ length: 300 }, () => [0, 1, 2, 3]);
  expect(reachOf(weighHeld(shared, 5))).toBeCloseTo(all, 12);
  const rare = Array.from({ length: 300 }, (_, at) => (at < 30 ? [1, 2, 3] : [0]));
  expect(reachOf(weighHeld(rare, 4))).toBeCloseTo((3 / 4) * reachOf(weighAlike(30)), 12);
});

test('an interval of balanced accuracy lies above what it is about no more often than it promises', () => {
  const [classCount, images, draws, right] = [10, 30, 1000, 0.92];
  const truth = Int32Array.from({ length: images }, (_, at) => at % classCount);
  const unseen = unseenAmong(
    { classCount, truth, predicted: truth },
    truth.map((_, at) => at),
  );
  const random = randomStream(6, 'balanced accuracy');
  let above = 0;
  for (let draw = 0; draw < draws; draw++) {
    const predicted = truth.map((of) => (random.uniform() < right ? of : (of + 1) % classCount));
    const scorer = createClassificationScorer({ classCount, truth, predicted, scores: undefined });
    const [estimate] = estimateScorer(scorer, [{ name: 'balanced-accuracy' }], { unseen, resamples: 200 });
    above += Number((estimate?.low ?? 0) > right);
  }
  const spread = Math.sqrt((0.025 * 0.975) / draws);
  expect(above / draws).toBeLessThan(0.025 + 3 * spread);
});

test('only where fewer than ten images speak an interval is widened', () => {
  expect(widenFew({ low: -0.1, high: 0.2 }, 10, 0, 0.5)).toEqual({ low: -0.1, high: 0.2 });
  expect(widenFew({ low: -0.1, high: 0.2 }, 9, 0, 0.15)).toEqual({ low: -0.15, high: 0.2 });
});
