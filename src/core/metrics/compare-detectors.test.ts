import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type MadeObject, detectionSet } from '../../../test/support/detection-sets.ts';
import { randomStream, shuffledIndices } from '../training/random.ts';
import { compareScorers } from './compare-scorers.ts';
import { boxOverlap } from './detection/box-overlap.ts';
import { cocoSettings } from './detection/coco-settings.ts';
import { detectionScorer } from './detection/detection-scorer.ts';
import { matchDetections } from './detection/match-detections.ts';
import type { Scorer } from './scorer.ts';

const [images, classes] = [120, 3];
const metrics = [{ name: 'AP' }, { name: 'AP50' }, { name: 'AR100' }];
const same = Array.from({ length: images }, (_, image) => image);

/** Two objects an image, side by side. */
const truths: readonly MadeObject[] = same.flatMap((image) =>
  [0, 1].map((at) => ({ image, of: (image + at) % classes, box: [200 * at, 0, 60 + (image % 40), 80] as const })),
);

/** What a made detector finds: the more the greater its skill; no two scores are the same. */
function findWith(skill: number): MadeObject[] {
  const random = randomStream(3, 'detector', skill);
  return truths.flatMap((truth): MadeObject[] => {
    const [left, ...rest] = truth.box;
    const score = random.uniform();
    const hit: MadeObject = { ...truth, box: [left + 8 * random.normal(), ...rest], score };
    const nothing: MadeObject = { ...truth, box: [left, 300, 50, 50], score: 0.8 * random.uniform() };
    return [...(random.uniform() < skill ? [hit] : []), ...(random.uniform() < 0.3 ? [nothing] : [])];
  });
}

/** A detector's scorer where the test set holds these images, by number, in this order, and classes are renamed. */
function scorerOf(found: readonly MadeObject[], order: readonly number[] = same, rename: readonly number[] = [0, 1, 2]): Scorer {
  const at = Map.groupBy(order.entries(), ([, image]) => image);
  const place = (objects: readonly MadeObject[]): MadeObject[] =>
    objects.flatMap((one) => (at.get(one.image) ?? []).map(([image]) => ({ ...one, image, of: rename[one.of] ?? 0 })));
  const set = detectionSet(order.length, classes, place(truths), place(found));
  return detectionScorer(matchDetections(set, cocoSettings, boxOverlap(set.detections, set.truths)));
}

const [base, head] = [findWith(0.75), findWith(0.85)];
const compared = compareScorers(scorerOf(base), scorerOf(head), metrics);

test('every metric has a difference within its interval', () => {
  for (const { difference, low, high } of compared) {
    expect(low).toBeLessThan(difference ?? 0);
    expect(high).toBeGreaterThan(difference ?? 0);
  }
});

test('swapping base and head flips every sign', () => {
  for (const [at, back] of compareScorers(scorerOf(head), scorerOf(base), metrics).entries()) {
    const { difference, low, high } = compared[at] ?? {};
    expect(back.difference).toBeCloseTo(-(difference ?? 0), 12);
    expect(back.low).toBeCloseTo(-(high ?? 0), 9);
    expect(back.high).toBeCloseTo(-(low ?? 0), 9);
  }
});

test('a copy of the test set shrinks the intervals by the square root of two within 5 %', () => {
  const twice = same.flatMap((image) => [image, image]);
  const resamples = 8000;
  const once = compareScorers(scorerOf(base), scorerOf(head), metrics, { resamples });
  const doubled = compareScorers(scorerOf(base, twice), scorerOf(head, twice), metrics, { resamples });
  for (const [at, { low, high }] of once.entries()) {
    const ratio = ((high ?? 0) - (low ?? 0)) / ((doubled[at]?.high ?? 0) - (doubled[at]?.low ?? 0)) / Math.SQRT2;
    expect(Math.abs(ratio - 1)).toBeLessThan(0.05);
  }
});

test('any order of the images, and any of the classes, leaves every value', () => {
  const orders = fc.tuple(fc.integer(), fc.shuffledSubarray([0, 1, 2], { minLength: classes, maxLength: classes }));
  fc.assert(
    fc.property(orders, ([seed, rename]) => {
      const order = [...shuffledIndices(images, randomStream(seed, 'order'))];
      const again = compareScorers(scorerOf(base, order, rename), scorerOf(head, order, rename), metrics, { resamples: 20 });
      for (const [at, one] of again.entries()) {
        expect(one.base).toBeCloseTo(compared[at]?.base ?? 0, 12);
        expect(one.head).toBeCloseTo(compared[at]?.head ?? 0, 12);
        expect(one.difference).toBeCloseTo(compared[at]?.difference ?? 0, 12);
      }
    }),
    { numRuns: 10 },
  );
});

test('another order of the images moves an interval by what resampling leaves open, other names of the classes by nothing', () => {
  const order = same.toReversed();
  const reversed = compareScorers(scorerOf(base, order), scorerOf(head, order), metrics);
  const renamed = compareScorers(scorerOf(base, same, [2, 0, 1]), scorerOf(head, same, [2, 0, 1]), metrics);
  for (const [at, { low, high }] of compared.entries()) {
    const width = (high ?? 0) - (low ?? 0);
    expect(Math.abs((reversed[at]?.low ?? 0) - (low ?? 0))).toBeLessThan(0.1 * width);
    expect(Math.abs((reversed[at]?.high ?? 0) - (high ?? 0))).toBeLessThan(0.1 * width);
    expect(renamed[at]?.low).toBeCloseTo(low ?? 0, 12);
    expect(renamed[at]?.high).toBeCloseTo(high ?? 0, 12);
  }
});
