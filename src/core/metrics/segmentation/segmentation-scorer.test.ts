import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { judgeSegmentationCase } from '../../../../test/support/segmentation-case.ts';
import type { Scorer } from '../scorer.ts';
import { type ClassMask, maskProblem, truthProblem } from './class-mask.ts';
import { countImage } from './count-image.ts';
import { segmentationMetrics } from './metric-table.ts';
import { segmentationScorer } from './segmentation-scorer.ts';

const ignore = 255;
const classCount = 3;
const everyMetric = segmentationMetrics.flatMap(({ name, of }) => [
  ...(of === 'class' ? [] : [{ name }]),
  ...(of === 'model' ? [] : [0, 1, 2].map((one) => ({ name, of: one }))),
]);

function mask(...rows: string[]): ClassMask {
  const numbers = rows.join('').replaceAll(' ', '');
  const classes = Uint8Array.from(numbers, (sign) => (sign === '.' ? ignore : Number(sign)));
  return { width: classes.length / rows.length, height: rows.length, classes };
}

type Pair = readonly [truth: ClassMask, predicted: ClassMask];

function score(pairs: readonly Pair[], counts = new Int32Array(pairs.length).fill(1), metrics = everyMetric): number[] {
  return [...scorerOf(pairs).score(counts, metrics)];
}

function scorerOf(pairs: readonly Pair[]): Scorer {
  return segmentationScorer(
    pairs.map(([truth, predicted]) => countImage(truth, predicted, { count: classCount, ignore })),
    classCount,
  );
}

function closeTo(values: readonly number[]): unknown[] {
  return values.map((value) => (Number.isNaN(value) ? Number.NaN : (expect.closeTo(value, 12) as unknown)));
}

/** Masks of a few images; `of` draws the number of a pixel. */
function madePairs(truth: fc.Arbitrary<number>, predicted = truth): fc.Arbitrary<Pair[]> {
  const side = fc.integer({ min: 1, max: 8 });
  const pair = fc.tuple(side, side).chain(([width, height]) => {
    const pixels = (of: fc.Arbitrary<number>): fc.Arbitrary<ClassMask> =>
      fc
        .array(of, { minLength: width * height, maxLength: width * height })
        .map((classes) => ({ width, height, classes: Uint8Array.from(classes) }));
    return fc.tuple(pixels(truth), pixels(predicted));
  });
  return fc.array(pair, { minLength: 1, maxLength: 4 });
}

const anyNumber = fc.constantFrom(0, 1, 2, ignore);

describe('the scorer of segmentation', () => {
  test('says what scikit-learn and SciPy say of masks of each kind, for weights of images too', () => {
    const values = judgeSegmentationCase(fileURLToPath(new URL('../../../../test/fixtures/segmentation', import.meta.url)));
    expect(values).toHaveLength(4 * (6 + 3 * 6)); // draws of images, metrics of the model, and of each class
    expect(values.map(({ ours }) => ours)).toEqual(closeTo(values.map(({ theirs }) => theirs)));
  });

  test('areas by hand', () => {
    const pair: Pair = [mask('00 11', '00 1.'), mask('00 01', '02 1.')];
    const names = ['miou', 'macro-dice', 'pixel-accuracy', 'mean-pixel-accuracy', 'frequency-weighted-iou'];
    const found = score(
      [pair],
      Int32Array.of(1),
      names.map((name) => ({ name })),
    );
    const [own, other] = [3 / 5, 2 / 3];
    expect(found).toEqual(closeTo([(own + other + 0) / 3, (0.75 + 0.8 + 0) / 3, 5 / 7, (3 / 4 + 2 / 3) / 2, (4 * own + 3 * other) / 7]));
  });

  test('no answer where there is a class is wrong, and an answer where there is none costs nothing', () => {
    const iou = [0, 1].map((of) => ({ name: 'iou', of }));
    expect(score([[mask('0011'), mask('0.11')]], Int32Array.of(1), iou)).toEqual([1 / 2, 1]);
    expect(score([[mask('0.11'), mask('0011')]], Int32Array.of(1), iou)).toEqual([1, 1]);
  });

  test('a boundary is between classes that are judged, not at the frame of the image; one that is missing scores 0', () => {
    const boundary = [0, 1, 2].map((of) => ({ name: 'boundary-f1', of }));
    const of = (truth: ClassMask, predicted: ClassMask) => score([[truth, predicted]], Int32Array.of(1), boundary);
    expect(of(mask('0011'), mask('0011'))).toEqual([1, 1, Number.NaN]);
    expect(of(mask('0011'), mask('0001'))).toEqual([0, 0, Number.NaN]); // 0.03 pixels are no pixel
    expect(of(mask('0011'), mask('0000'))).toEqual([0, 0, Number.NaN]);
    expect(of(mask('0.11'), mask('0011'))).toEqual([Number.NaN, Number.NaN, Number.NaN]);
    expect(of(mask('000', '010', '000'), mask('000', '010', '010'))).toEqual(closeTo([2 / 3, 2 / 3, Number.NaN]));
  });

  test('with counts says what the set with so many copies says', () => {
    fc.assert(
      fc.property(madePairs(anyNumber), fc.array(fc.nat(3), { minLength: 4, maxLength: 4 }), (pairs, drawn) => {
        const counts = drawn.slice(0, pairs.length);
        const copies = pairs.flatMap((pair, at) => Array.from({ length: counts[at] ?? 0 }, () => pair));
        expect(score(pairs, Int32Array.from(counts))).toEqual(closeTo(score(copies)));
      }),
    );
  });

  test('of some images alone says what it says when the others count 0 times', () => {
    fc.assert(
      fc.property(madePairs(anyNumber), fc.array(fc.nat(1), { minLength: 4, maxLength: 4 }), (pairs, chosen) => {
        const counts = Int32Array.from(pairs, (_, at) => chosen[at] ?? 0);
        const only = Int32Array.from(counts.keys()).filter((at) => counts[at] === 1);
        const few = scorerOf(pairs).among?.(only);
        expect([...(few?.score(new Int32Array(only.length).fill(1), everyMetric) ?? [])]).toEqual(closeTo(score(pairs, counts)));
      }),
    );
  });

  test('the order of images and the numbers of classes change nothing', () => {
    const turn = ({ classes, ...size }: ClassMask): ClassMask => ({
      ...size,
      classes: classes.map((of) => (of === ignore ? of : (of + 1) % classCount)),
    });
    const turned = everyMetric.map(({ name, ...rest }) => ('of' in rest ? { name, of: (rest.of + 1) % classCount } : { name }));
    fc.assert(
      fc.property(madePairs(anyNumber), (pairs) => {
        const moved = pairs.toReversed().map(([truth, predicted]): Pair => [turn(truth), turn(predicted)]);
        expect(score(moved, undefined, turned)).toEqual(closeTo(score(pairs)));
      }),
    );
  });

  test('who is truth and who is prediction changes neither IoU nor Dice nor boundary F1', () => {
    const even = everyMetric.filter(({ name }) => /^(?:m?iou|(?:macro-)?dice|boundary-f1)$/.test(name));
    fc.assert(
      fc.property(madePairs(fc.nat(2)), (pairs) => {
        const swapped = pairs.map(([truth, predicted]): Pair => [predicted, truth]);
        expect(score(swapped, undefined, even)).toEqual(closeTo(score(pairs, undefined, even)));
      }),
    );
  });

  test('the same masks are all right, and what is asked amiss is undefined', () => {
    fc.assert(
      fc.property(madePairs(fc.nat(2)), (pairs) => {
        const same = score(pairs.map(([truth]): Pair => [truth, truth]));
        expect(same.filter((value) => !Number.isNaN(value) && value !== 1)).toEqual([]);
      }),
    );
    const amiss = [
      { name: 'iou' },
      { name: 'miou', of: 1 },
      { name: 'accuracy' },
      { name: 'iou', of: 9 },
      { name: 'boundary-f1', of: 9 },
      { name: 'boundary-f1', of: -1 },
    ];
    expect(score([[mask('01'), mask('01')]], Int32Array.of(1), amiss)).toEqual(amiss.map(() => Number.NaN));
    expect(score([[mask('01'), mask('01')]], Int32Array.of(0))).toEqual(everyMetric.map(() => Number.NaN));
  });
});

describe('masks that can not be judged', () => {
  test('have another size, or a number that is no class', () => {
    const classes = { count: 2, ignore };
    expect(maskProblem(mask('01', '.1'), mask('01', '01'), classes)).toBeUndefined();
    expect(maskProblem(mask('01'), mask('01', '01'), classes)).toBe('2 x 1 pixels, predicted 2 x 2');
    expect(truthProblem(mask('01', '21'), classes)).toBe('labelled 2 at x 0, y 1, of 2 classes');
    expect(maskProblem(mask('01', '01'), mask('01', '03'), classes)).toBe('predicted 3 at x 1, y 1, of 2 classes');
  });
});
