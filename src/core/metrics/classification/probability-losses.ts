import { type ScoreMatrix, precisionOfNumbers } from './score-matrix.ts';

/**
 * By image: the logarithm of the probability of its truth, negated. Probabilities are kept off 0 and 1 by the precision of
 * their numbers, as scikit-learn does, so that no image makes the sum infinite: one given 0 counts 36.04.
 */
export function logLosses({ images, classCount, values }: ScoreMatrix, truth: Int32Array): Float64Array {
  const least = precisionOfNumbers(values);
  return new Float64Array(images).map((_, image) => {
    const probability = values[image * classCount + (truth[image] ?? 0)] ?? 0;
    return -Math.log(Math.min(Math.max(probability, least), 1 - least));
  });
}

/** By image: Brier's score as he defined it (1950), the squared distance summed over the classes: from 0 to 2. */
export function brierScores({ images, classCount, values }: ScoreMatrix, truth: Int32Array): Float64Array {
  const scores = new Float64Array(images);
  for (let image = 0, at = 0; image < images; image++) {
    let sum = 0;
    const own = at + (truth[image] ?? 0);
    for (const end = at + classCount; at < end; at++) {
      sum += ((values[at] ?? 0) - Number(at === own)) ** 2;
    }
    scores[image] = sum;
  }
  return scores;
}

/** The mean when each image counts so often; NaN without an image. */
export function weightedMean(values: Float64Array, weights: Int32Array): number {
  let [sum, images] = [0, 0];
  for (let image = 0; image < values.length; image++) {
    const weight = weights[image] ?? 0;
    sum += weight * (values[image] ?? 0);
    images += weight;
  }
  return sum / images;
}
