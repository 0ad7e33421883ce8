/** By image: the score of the answer, and whether it is right. */
export interface Confidences {
  readonly confidence: Float64Array;
  readonly right: Uint8Array;
}

/** Whether a bin holds its upper bound, (low, high], or its lower one, [low, high). */
export type BinEdges = 'right-closed' | 'left-closed';

/** Images whose answers are about as confident; accuracy and confidence are NaN where there is none. */
export interface ReliabilityBin {
  readonly low: number;
  readonly high: number;
  readonly count: number;
  readonly accuracy: number;
  readonly confidence: number;
}

/** Bins of equal width from 0 to 1; what lies below 0 or above 1 falls into the first or the last. */
export function reliabilityOf(answers: Confidences, bins: number, edges: BinEdges, weights: Int32Array): ReliabilityBin[] {
  const { confidence, right } = answers;
  const bounds = Float64Array.from({ length: bins + 1 }, (_, at) => (at === bins ? 1 : at * (1 / bins)));
  const [counts, rights, sums] = [new Float64Array(bins), new Float64Array(bins), new Float64Array(bins)];
  for (let image = 0; image < confidence.length; image++) {
    const value = confidence[image] ?? 0;
    const weight = weights[image] ?? 0;
    const bin = edges === 'right-closed' ? rightClosedBin(value, bounds) : Math.min(Math.max(Math.floor(value * bins), 0), bins - 1);
    counts[bin] = (counts[bin] ?? 0) + weight;
    rights[bin] = (rights[bin] ?? 0) + weight * (right[image] ?? 0);
    sums[bin] = (sums[bin] ?? 0) + weight * value;
  }
  return Array.from(counts, (count, at) => ({
    low: bounds[at] ?? 0,
    high: bounds[at + 1] ?? 1,
    count,
    accuracy: (rights[at] ?? 0) / count,
    confidence: (sums[at] ?? 0) / count,
  }));
}

/** The bin whose upper bound is the first that is not below the value. */
function rightClosedBin(value: number, bounds: Float64Array): number {
  const last = bounds.length - 2;
  let bin = Math.min(Math.max(Math.ceil(value * (last + 1)) - 1, 0), last);
  while (bin < last && value > (bounds[bin + 1] ?? 1)) {
    bin += 1;
  }
  while (bin > 0 && value <= (bounds[bin] ?? 0)) {
    bin -= 1;
  }
  return bin;
}

/** The expected calibration error (Naeini et al. 2015): the mean distance of accuracy and confidence, over the images. NaN without an image. */
export function calibrationErrorOf(bins: readonly ReliabilityBin[]): number {
  let [sum, images] = [0, 0];
  for (const { count, accuracy, confidence } of bins) {
    sum += count === 0 ? 0 : count * Math.abs(accuracy - confidence);
    images += count;
  }
  return sum / images;
}

/** The greatest distance of accuracy and confidence in a bin with images; NaN without one. */
export function greatestCalibrationErrorOf(bins: readonly ReliabilityBin[]): number {
  const distances = bins.filter(({ count }) => count > 0).map(({ accuracy, confidence }) => Math.abs(accuracy - confidence));
  return distances.length === 0 ? Number.NaN : Math.max(...distances);
}
