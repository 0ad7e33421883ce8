import type { Confidences } from './calibration.ts';

/** Answers of one confidence: how many, and how many of them are right. */
interface Tie {
  readonly confidence: number;
  readonly images: number;
  readonly right: number;
}

/**
 * The expected calibration error over bins of equally many images, by confidence (Nguyen and O'Connor 2015): the first bins
 * hold one more where the division leaves a rest. Equal confidences on a border are shared out alike, right and wrong, so
 * that the order of the images changes nothing. NaN without an image.
 */
export function adaptiveCalibrationErrorOf(answers: Confidences, bins: number, weights: Int32Array): number {
  const ties = tiesOf(answers, weights);
  const images = ties.reduce((sum, tie) => sum + tie.images, 0);
  let [error, at, left] = [0, 0, ties[0]?.images ?? 0];
  for (let bin = 0; bin < bins; bin++) {
    let wanted = Math.floor(images / bins) + Number(bin < images % bins);
    let gap = 0;
    while (wanted > 0) {
      const { confidence, images: all, right } = ties[at] ?? { confidence: 0, images: 1, right: 0 };
      const taken = Math.min(wanted, left);
      gap += taken * (right / all - confidence);
      wanted -= taken;
      left -= taken;
      if (left === 0) {
        at += 1;
        left = ties[at]?.images ?? wanted;
      }
    }
    error += Math.abs(gap);
  }
  return error / images;
}

/** By confidence, ascending. */
function tiesOf({ confidence, right }: Confidences, weights: Int32Array): Tie[] {
  const counted = confidence.filter((_, image) => (weights[image] ?? 0) > 0).toSorted();
  const distinct = counted.filter((value, at) => at === 0 || counted[at - 1] !== value);
  const [images, rights] = [new Float64Array(distinct.length), new Float64Array(distinct.length)];
  for (let image = 0; image < confidence.length; image++) {
    const weight = weights[image] ?? 0;
    const at = weight === 0 ? 0 : placeIn(distinct, confidence[image] ?? 0);
    images[at] = (images[at] ?? 0) + weight;
    rights[at] = (rights[at] ?? 0) + weight * (right[image] ?? 0);
  }
  return Array.from(distinct, (value, at) => ({ confidence: value, images: images[at] ?? 0, right: rights[at] ?? 0 }));
}

function placeIn(distinct: Float64Array, value: number): number {
  let [low, high] = [0, distinct.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((distinct[middle] ?? 0) < value) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return low;
}
