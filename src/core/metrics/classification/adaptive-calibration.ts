import type { Confidences } from './calibration.ts';

/**
 * The expected calibration error over bins of equally many images, by confidence (Nguyen and O'Connor 2015): the first bins
 * hold one more where the division leaves a rest. Equal confidences on a border are shared out alike, right and wrong, so
 * that the order of the images changes nothing. NaN without an image.
 */
export function adaptiveCalibrationErrorOf(
  answers: Confidences,
  bins: number,
  weights: Int32Array,
  ranked: RankedConfidences = rankConfidences(answers.confidence),
): number {
  const { counts, rights } = countAt(answers, weights, ranked);
  const images = counts.reduce((sum, count) => sum + count, 0);
  let [error, at, left] = [0, 0, counts[0] ?? 0];
  for (let bin = 0; bin < bins; bin++) {
    let wanted = Math.floor(images / bins) + Number(bin < images % bins);
    let gap = 0;
    while (wanted > 0) {
      if (left === 0) {
        at += 1;
        left = counts[at] ?? wanted;
        continue;
      }
      const taken = Math.min(wanted, left);
      gap += taken * ((rights[at] ?? 0) / (counts[at] ?? 1) - (ranked.distinct[at] ?? 0));
      wanted -= taken;
      left -= taken;
    }
    error += Math.abs(gap);
  }
  return error / images;
}

/** The distinct confidences, ascending, and the place of each image among them: whichever images count, they stay the same. */
export interface RankedConfidences {
  readonly distinct: Float64Array;
  readonly places: Int32Array;
}

/** Sorts confidences once for however many weights. */
export function rankConfidences(confidence: Float64Array): RankedConfidences {
  const sorted = confidence.toSorted();
  const distinct = sorted.filter((value, at) => at === 0 || sorted[at - 1] !== value);
  return { distinct, places: Int32Array.from(confidence, (value) => placeIn(distinct, value)) };
}

/** By distinct confidence: how many images have it, and how many of them are right. */
function countAt(
  { right }: Confidences,
  weights: Int32Array,
  { distinct, places }: RankedConfidences,
): { readonly counts: Float64Array; readonly rights: Float64Array } {
  const [counts, rights] = [new Float64Array(distinct.length), new Float64Array(distinct.length)];
  for (let image = 0; image < places.length; image++) {
    const [at, weight] = [places[image] ?? 0, weights[image] ?? 0];
    counts[at] = (counts[at] ?? 0) + weight;
    rights[at] = (rights[at] ?? 0) + weight * (right[image] ?? 0);
  }
  return { counts, rights };
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
