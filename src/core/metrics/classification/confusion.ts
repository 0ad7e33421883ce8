/** Answers of a classifier on a set of images, as numbers of classes: one entry an image in both arrays. */
export interface Answers {
  readonly classCount: number;
  readonly truth: Int32Array;
  readonly predicted: Int32Array;
}

/** How often truth (row) was answered with predicted (column): classCount x classCount counts, row by row. */
export interface ConfusionMatrix {
  readonly classCount: number;
  readonly counts: Int32Array;
}

/** Counts the answers on all images, or on those whose numbers `only` lists. */
export function countConfusion(answers: Answers, only?: Int32Array): ConfusionMatrix {
  const { classCount, truth, predicted } = answers;
  const counts = new Int32Array(classCount * classCount);
  const count = (image: number): void => {
    const cell = (truth[image] ?? 0) * classCount + (predicted[image] ?? 0);
    counts[cell] = (counts[cell] ?? 0) + 1;
  };
  if (only === undefined) {
    for (let image = 0; image < truth.length; image++) {
      count(image);
    }
  } else {
    for (const image of only) {
      count(image);
    }
  }
  return { classCount, counts };
}

/** Counts each answer as often as `weights` says of its image. */
export function weighConfusion({ classCount, truth, predicted }: Answers, weights: Int32Array): ConfusionMatrix {
  const counts = new Int32Array(classCount * classCount);
  for (let image = 0; image < truth.length; image++) {
    const cell = (truth[image] ?? 0) * classCount + (predicted[image] ?? 0);
    counts[cell] = (counts[cell] ?? 0) + (weights[image] ?? 0);
  }
  return { classCount, counts };
}

/** What the matrix says of one class. */
export interface ClassCounts {
  readonly right: number;
  /** Images that are of the class. */
  readonly support: number;
  /** Images that were said to be of it. */
  readonly predicted: number;
}

/** Row sums, column sums and diagonal, by class. */
export function countByClass({ classCount, counts }: ConfusionMatrix): ClassCounts[] {
  return Array.from({ length: classCount }, (_, of) => {
    let support = 0;
    let predicted = 0;
    for (let other = 0; other < classCount; other++) {
      support += counts[of * classCount + other] ?? 0;
      predicted += counts[other * classCount + of] ?? 0;
    }
    return { right: counts[of * classCount + of] ?? 0, support, predicted };
  });
}
