import type { ClassCounts } from '../classification/confusion.ts';
import type { ScoreMatrix } from '../classification/score-matrix.ts';

/** Whether each image has each label, and whether the model said so: 0 or 1, images x labels, row by row. */
export interface LabelAnswers {
  readonly images: number;
  readonly labelCount: number;
  /** How many of them are the test set's: the first ones. The others only the model knows. */
  readonly testLabels: number;
  readonly truth: Uint8Array;
  readonly predicted: Uint8Array;
}

/** The labels that an image has or was said to have, one entry each, and what is wrong of each image: few beside all answers. */
export interface SaidLabels {
  readonly images: Int32Array;
  readonly labels: Int32Array;
  /** 1 where the image has the label, 2 where it was said, 3 for both. */
  readonly kinds: Uint8Array;
  /** By image: how many of its labels are wrong, missing ones and extra ones. */
  readonly wrong: Int32Array;
  /** Of the test set's labels alone. */
  readonly wrongOfTest: Int32Array;
}

/** Lists the labels that are there or were said. */
export function listSaid({ images, labelCount, testLabels, truth, predicted }: LabelAnswers): SaidLabels {
  const at: number[] = [];
  const [wrong, wrongOfTest] = [new Int32Array(images), new Int32Array(images)];
  for (let answer = 0; answer < truth.length; answer++) {
    const [own, said] = [truth[answer] ?? 0, predicted[answer] ?? 0];
    if (own + said > 0) {
      const image = Math.floor(answer / labelCount);
      at.push(answer);
      wrong[image] = (wrong[image] ?? 0) + (own ^ said);
      wrongOfTest[image] = (wrongOfTest[image] ?? 0) + (answer % labelCount < testLabels ? own ^ said : 0);
    }
  }
  return {
    images: Int32Array.from(at, (answer) => Math.floor(answer / labelCount)),
    labels: Int32Array.from(at, (answer) => answer % labelCount),
    kinds: Uint8Array.from(at, (answer) => (truth[answer] ?? 0) + 2 * (predicted[answer] ?? 0)),
    wrong,
    wrongOfTest,
  };
}

/** By label: images that have it, that were said to have it, and both. Class scores and their averages take these. */
export function countByLabel({ images, labels, kinds }: SaidLabels, labelCount: number, weights: Int32Array): ClassCounts[] {
  const counts = Array.from({ length: labelCount }, () => ({ right: 0, support: 0, predicted: 0 }));
  for (let at = 0; at < images.length; at++) {
    const weight = weights[images[at] ?? 0] ?? 0;
    const one = counts[labels[at] ?? 0];
    const kind = kinds[at] ?? 0;
    if (one !== undefined && weight > 0) {
      one.support += kind === 2 ? 0 : weight;
      one.predicted += kind === 1 ? 0 : weight;
      one.right += kind === 3 ? weight : 0;
    }
  }
  return counts;
}

/** Labels whose score is their threshold or more are said. */
export function labelsAbove({ classCount, values }: ScoreMatrix, thresholds: ArrayLike<number>): Uint8Array {
  return Uint8Array.from(values, (score, at) => Number(score >= (thresholds[at % classCount] ?? Number.POSITIVE_INFINITY)));
}
