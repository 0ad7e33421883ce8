import type { ClassCounts } from '../classification/confusion.ts';
import type { ScoreMatrix } from '../classification/score-matrix.ts';

/** Whether each image has each label, and whether the model said so: 0 or 1, images x labels, row by row. */
export interface LabelAnswers {
  readonly images: number;
  readonly labelCount: number;
  readonly truth: Uint8Array;
  readonly predicted: Uint8Array;
}

/** By label: images that have it, that were said to have it, and both. Class scores and their averages take these. */
export function countByLabel({ images, labelCount, truth, predicted }: LabelAnswers, weights: Int32Array): ClassCounts[] {
  const [right, support, called] = [new Float64Array(labelCount), new Float64Array(labelCount), new Float64Array(labelCount)];
  for (let image = 0, at = 0; image < images; image++) {
    const weight = weights[image] ?? 0;
    for (let of = 0; of < labelCount; of++, at++) {
      const [own, said] = [truth[at] ?? 0, predicted[at] ?? 0];
      right[of] = (right[of] ?? 0) + weight * (own & said);
      support[of] = (support[of] ?? 0) + weight * own;
      called[of] = (called[of] ?? 0) + weight * said;
    }
  }
  return Array.from(right, (count, of) => ({ right: count, support: support[of] ?? 0, predicted: called[of] ?? 0 }));
}

/** By image: how many of its labels are wrong, missing ones and extra ones. */
export function wrongLabels({ images, labelCount, truth, predicted }: LabelAnswers): Int32Array {
  const wrong = new Int32Array(images);
  for (let image = 0, at = 0; image < images; image++) {
    let count = 0;
    for (const end = at + labelCount; at < end; at++) {
      count += (truth[at] ?? 0) ^ (predicted[at] ?? 0);
    }
    wrong[image] = count;
  }
  return wrong;
}

/** Labels whose score is their threshold or more are said. */
export function labelsAbove({ classCount, values }: ScoreMatrix, thresholds: ArrayLike<number>): Uint8Array {
  return Uint8Array.from(values, (score, at) => Number(score >= (thresholds[at % classCount] ?? Number.POSITIVE_INFINITY)));
}
