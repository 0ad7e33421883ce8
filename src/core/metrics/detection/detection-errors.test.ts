import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type MadeObject, detectionSet, madeObjects } from '../../../../test/support/detection-sets.ts';
import { chooseThreshold } from './best-threshold.ts';
import { boxOverlap } from './box-overlap.ts';
import { cocoSettings } from './coco-settings.ts';
import { findDetectionErrors } from './detection-errors.ts';
import type { DetectionSet } from './detection-set.ts';
import { detectionScorer } from './detection-scorer.ts';
import { priceDetectionErrors } from './error-costs.ts';
import { matchDetections } from './match-detections.ts';

const at = (of: number, left: number, score = 0, width = 10): MadeObject => ({ image: 0, of, box: [left, 0, width, 10], score });
const overlapOf = (set: DetectionSet) => boxOverlap(set.detections, set.truths);

describe('what is wrong with a detection', () => {
  const truths = [at(0, 0), at(1, 100), at(0, 200), { ...at(0, 300), crowd: true }];
  test.each([
    ['right', [at(0, 1, 0.9)], 'right'],
    ['surer twin', [at(0, 0, 0.9), at(0, 1, 0.8)], 'duplicate'],
    ['a third beside', [at(0, 5, 0.9)], 'location'],
    ['another class', [at(0, 101, 0.9)], 'class'],
    ['another class, a third beside', [at(0, 105, 0.9)], 'both'],
    ['nothing near', [at(0, 150, 0.9)], 'background'],
    ['a sliver of overlap', [at(0, 209, 0.9)], 'background'],
    ['a crowd', [at(0, 302, 0.9, 4)], 'ignored'],
  ] as const)('%s', (_, found, last) => {
    const set = detectionSet(1, 2, truths, found);
    expect(findDetectionErrors(set, overlapOf(set)).detections.at(-1)).toBe(last);
  });

  test('truths near to an error of location or class are covered, others missed', () => {
    const set = detectionSet(1, 2, truths, [at(0, 5, 0.9), at(0, 101, 0.8)]);
    expect(findDetectionErrors(set, overlapOf(set)).truths).toEqual(['covered', 'covered', 'missed', 'ignored']);
  });

  test('each costs what AP gains when it is mended', () => {
    const set = detectionSet(1, 2, truths, [at(0, 150, 0.9), at(0, 0, 0.8), at(0, 101, 0.7)]);
    const { precision, costs } = priceDetectionErrors(set, overlapOf(set));
    const [half, all] = [51 / 101, 1];
    expect(precision).toBeCloseTo((half * 0.5) / 2, 12);
    const gains = Object.fromEntries(costs.map(({ error, cost, count }) => [error, [count, cost] as const]));
    expect(gains['background']).toEqual([1, expect.closeTo((half * 1) / 2 - precision, 12)]);
    expect(gains['class']).toEqual([1, expect.closeTo((half * 0.5 + all) / 2 - precision, 12)]);
    expect(gains['missed']).toEqual([1, expect.closeTo((all * 0.5) / 2 - precision, 12)]);
    expect(gains['location']).toEqual([0, 0]);
  });

  test('AP before mending is AP50, and mending never costs', () => {
    fc.assert(
      fc.property(madeObjects(3, 2), ({ truths, found }) => {
        const set = detectionSet(3, 2, truths, found);
        const { precision, costs } = priceDetectionErrors(set, overlapOf(set));
        const [ap50 = 0] = detectionScorer(matchDetections(set, cocoSettings, overlapOf(set))).score(Int32Array.of(1, 1, 1), [
          { name: 'AP50' },
        ]);
        expect(precision).toEqual(Number.isNaN(ap50) ? Number.NaN : expect.closeTo(ap50, 12));
        expect(costs.filter(({ error, cost }) => error !== 'missed' && cost < -1e-12)).toEqual([]);
      }),
    );
  });
});

describe('the score to cut off at', () => {
  const choose = (truths: readonly MadeObject[], found: readonly MadeObject[], classes = [0]) => {
    const set = detectionSet(1, 2, truths, found);
    return chooseThreshold(matchDetections(set, cocoSettings, overlapOf(set)), 0, classes);
  };

  test('is where F1 is greatest', () => {
    const found = [at(0, 0, 0.9), at(0, 500, 0.8), at(0, 100, 0.7), at(0, 600, 0.6)];
    expect(choose([at(0, 0), at(0, 100)], found)).toEqual({ score: 0.7, f1: 0.8, precision: 2 / 3, recall: 1 });
  });

  test('keeps equal scores together', () => {
    expect(choose([at(0, 0)], [at(0, 0, 0.9), at(0, 500, 0.9)])).toEqual({ score: 0.9, f1: 2 / 3, precision: 0.5, recall: 1 });
  });

  test('pools classes, and is undefined without truths or detections', () => {
    expect(choose([at(0, 0), at(1, 100)], [at(0, 0, 0.9), at(1, 100, 0.4)], [0, 1])).toMatchObject({ score: 0.4, f1: 1 });
    expect(choose([], [at(0, 0, 0.9)])).toBeUndefined();
    expect(choose([at(0, 0)], [])).toBeUndefined();
  });
});
