import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type MadeObject, detectionSet, madeObjects } from '../../../../test/support/detection-sets.ts';
import { boxOverlap } from './box-overlap.ts';
import { evaluateCoco } from './coco-evaluation.ts';
import { cocoSettings } from './coco-settings.ts';
import { meanPrecision, meanRecall } from './coco-summary.ts';
import type { DetectionSet } from './detection-set.ts';
import { detectionMetrics, findDetectionMetric } from './detection-metrics.ts';
import { detectionScorer } from './detection-scorer.ts';
import { matchDetections } from './match-detections.ts';

const [images, classes] = [4, 3];
const settings = { ...cocoSettings, limits: [1, 3, 100] };
const metrics = detectionMetrics(settings).flatMap(({ name }) => [{ name }, { name, of: 1 }]);

function match(set: DetectionSet) {
  return matchDetections(set, settings, boxOverlap(set.detections, set.truths));
}

function scoreSet(set: DetectionSet, counts = new Int32Array(set.images).fill(1)): number[] {
  return [...detectionScorer(match(set)).score(counts, metrics)];
}

function closeTo(values: readonly number[]): unknown[] {
  return values.map((value) => (Number.isNaN(value) ? Number.NaN : (expect.closeTo(value, 12) as unknown)));
}

/** The set in which image `i` stands `counts[i]` times. */
function repeat(objects: readonly MadeObject[], counts: readonly number[]): MadeObject[] {
  const starts = counts.map((_, at) => counts.slice(0, at).reduce((a, b) => a + b, 0));
  return objects.flatMap((one) =>
    Array.from({ length: counts[one.image] ?? 0 }, (_, copy) => ({ ...one, image: (starts[one.image] ?? 0) + copy })),
  );
}

describe('the scorer of detection', () => {
  test('with ones says what all curves say', () => {
    fc.assert(
      fc.property(madeObjects(images, classes), ({ truths, found }) => {
        const set = detectionSet(images, classes, truths, found);
        const evaluation = evaluateCoco(match(set));
        const wanted = metrics.map(({ name, ...rest }) => {
          const metric = findDetectionMetric(name, settings);
          const part = { area: metric?.area ?? -1, limit: settings.limits.indexOf(metric?.limit ?? -1), ...rest };
          const mean = metric?.kind === 'precision' ? meanPrecision : meanRecall;
          const [only, ...others] = metric?.thresholds ?? [];
          const value = mean(evaluation, { ...part, ...(others.length > 0 || only === undefined ? {} : { threshold: only }) });
          return value === -1 ? Number.NaN : value;
        });
        expect(scoreSet(set)).toEqual(closeTo(wanted));
      }),
    );
  });

  test('with counts says what the set with so many copies says', () => {
    fc.assert(
      fc.property(
        madeObjects(images, classes),
        fc.array(fc.nat(3), { minLength: images, maxLength: images }),
        ({ truths, found }, counts) => {
          const total = counts.reduce((a, b) => a + b, 0);
          const copies = detectionSet(Math.max(total, 1), classes, repeat(truths, counts), repeat(found, counts));
          const weighted = scoreSet(detectionSet(images, classes, truths, found), Int32Array.from(counts));
          expect(weighted).toEqual(closeTo(scoreSet(copies)));
        },
      ),
    );
  });

  test('a class without truths in the images that count is left out; nothing to find and unknown metrics are NaN', () => {
    const box = [0, 0, 10, 10] as const;
    const truths = [
      { image: 0, of: 0, box },
      { image: 1, of: 1, box },
    ];
    const set = detectionSet(2, 2, truths, [{ image: 0, of: 0, box, score: 0.5 }]);
    const { score } = detectionScorer(match(set));
    const ap = [{ name: 'AP' }, { name: 'AP', of: 1 }, { name: 'APl' }, { name: 'mAP' }, { name: 'AP', of: 7 }];
    expect([...score(Int32Array.of(1, 1), ap)]).toEqual(closeTo([0.5, 0, Number.NaN, Number.NaN, Number.NaN]));
    expect([...score(Int32Array.of(1, 0), ap)]).toEqual(closeTo([1, Number.NaN, Number.NaN, Number.NaN, Number.NaN]));
  });

  test('the order of images and classes changes nothing where scores differ', () => {
    fc.assert(
      fc.property(madeObjects(images, classes), ({ truths, found }) => {
        const turn = (one: MadeObject): MadeObject => ({ ...one, image: images - 1 - one.image, of: (one.of + 2) % classes });
        const model = [{ name: 'AP' }, { name: 'AR100' }, { name: 'APs' }];
        const [before, after] = [
          [truths, found],
          [truths.map(turn), found.map(turn)],
        ].map(([there = [], seen = []]) => detectionScorer(match(detectionSet(images, classes, there, seen))));
        const ones = new Int32Array(images).fill(1);
        expect([...(after?.score(ones, model) ?? [])]).toEqual(closeTo([...(before?.score(ones, model) ?? [])]));
      }),
    );
  });
});
