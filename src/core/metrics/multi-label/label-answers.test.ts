import { expect, test } from 'vitest';
import { f1Of, macroOf, microOf, precisionOf, recallOf, weightedOf } from '../classification/class-scores.ts';
import { meanOfDefined } from '../classification/mean-of-defined.ts';
import { countByLabel, labelsAbove, listSaid } from './label-answers.ts';
import { LabelRanker } from './label-ranker.ts';

const scores = {
  images: 6,
  classCount: 3,
  values: Float64Array.of(0.9, 0.2, 0.4, 0.1, 0.6, 0.6, 0.5, 0.5, 0.1, 0.5, 0.4, 0.2, 0.3, 0.7, 0.6, 0.2, 0.9, 0.1),
};
const truth = Uint8Array.of(1, 0, 1, 0, 1, 0, 1, 1, 0, 0, 0, 0, 1, 0, 0, 0, 1, 0);
const answers = { images: 6, labelCount: 3, testLabels: 3, truth, predicted: labelsAbove(scores, [0.5, 0.5, 0.5]) };
const ones = new Int32Array(6).fill(1);
const close = (values: ArrayLike<number>): number[] => Array.from(values, (value) => Number(value.toFixed(12)));

// The numbers are those of scikit-learn 1.9.1 on the same arrays.
test('labels of images, each and their averages', () => {
  const said = listSaid(answers);
  const labels = countByLabel(said, 3, ones);
  expect(close([macroOf(labels, precisionOf), microOf(labels, precisionOf), weightedOf(labels, precisionOf)])).toEqual(
    close([0.472222222222222, 0.555555555555556, 0.607142857142857]),
  );
  expect(close(labels.map(recallOf))).toEqual(close([0.666666666666667, 1, 0]));
  expect(close([macroOf(labels, f1Of), microOf(labels, f1Of), weightedOf(labels, f1Of)])).toEqual(
    close([0.507936507936508, 0.625, 0.65306122448979587]),
  );
  const { wrong } = said;
  expect(wrong.filter((count) => count === 0).length / 6).toBeCloseTo(0.3333333333333333, 12); // subset accuracy
  expect(wrong.reduce((sum, count) => sum + count, 0) / 18).toBeCloseTo(0.3333333333333333, 12); // Hamming loss
});

test('scores of labels', () => {
  const ranker = new LabelRanker(scores, truth, 3);
  const rankings = ranker.byLabel(ones);
  const averagePrecision = rankings.map((one) => one.averagePrecision);
  const micro = ranker.together(ones);
  expect(close(rankings.map(({ rocAuc }) => rocAuc))).toEqual(close([0.8333333333333334, 0.7777777777777779, 0.6]));
  expect(close(averagePrecision)).toEqual(close([0.8055555555555556, 0.8055555555555556, 0.3333333333333333]));
  expect(close([micro.rocAuc, micro.averagePrecision])).toEqual(close([0.7597402597402596, 0.677128427128427]));
  expect(meanOfDefined(averagePrecision)).toBeCloseTo(0.6481481481481481, 12);
});

test('a label that no image has is undefined, and an image that does not count changes nothing', () => {
  const without = Int32Array.of(0, 2, 1, 1, 1, 1);
  expect(new LabelRanker(scores, truth, 3).byLabel(without)[2]).toEqual({ rocAuc: Number.NaN, averagePrecision: Number.NaN });
  expect(recallOf(countByLabel(listSaid(answers), 3, without)[2] ?? { right: 1, support: 1, predicted: 1 })).toBeNaN();
});
