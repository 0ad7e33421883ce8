/** What a model gave each image for each class: images x classes, row by row. */
export interface ScoreMatrix {
  readonly images: number;
  readonly classCount: number;
  readonly values: Float64Array | Float32Array;
}

/** Scores by image as a matrix. */
export function matrixOf(rows: readonly (readonly number[])[], classCount: number): ScoreMatrix {
  const values = new Float64Array(rows.length * classCount);
  for (const [image, scores] of rows.entries()) {
    values.set(scores.slice(0, classCount), image * classCount);
  }
  return { images: rows.length, classCount, values };
}

/** The first class of the highest score, by image. The scores must be numbers: a NaN has no place in an order. */
export function highestOf({ images, classCount, values }: ScoreMatrix): Int32Array {
  const highest = new Int32Array(images);
  for (let image = 0, at = 0; image < images; image++, at += classCount) {
    let best = 0;
    let score = values[at] ?? 0;
    for (let of = 1; of < classCount; of++) {
      const other = values[at + of] ?? 0;
      if (other > score) {
        best = of;
        score = other;
      }
    }
    highest[image] = best;
  }
  return highest;
}

/** The first image that a score of isn't a finite number; -1 where there is none. */
export function findUnfinite({ classCount, values }: ScoreMatrix): number {
  for (let at = 0; at < values.length; at++) {
    if (!Number.isFinite(values[at] ?? 0)) {
      return Math.floor(at / classCount);
    }
  }
  return -1;
}

/** How far from 1 the scores of an image may sum up to: some write three digits. */
const sumTolerance = 1e-3;

/** The distance from 1 to the next number of the kind. */
export function precisionOfNumbers(values: ScoreMatrix['values']): number {
  return values instanceof Float32Array ? 2 ** -23 : 2 ** -52;
}

/** The first image whose scores are no probabilities: one lies outside 0 to 1, or they don't sum to 1; -1 where all are. */
export function findImprobable({ images, classCount, values }: ScoreMatrix): number {
  for (let image = 0, at = 0; image < images; image++) {
    let sum = 0;
    for (const end = at + classCount; at < end; at++) {
      const score = values[at] ?? 0;
      if (!(score >= 0 && score <= 1)) {
        return image;
      }
      sum += score;
    }
    if (Math.abs(sum - 1) > sumTolerance) {
      return image;
    }
  }
  return -1;
}

/** Columns that are read at once: a line of the processor's cache holds as many numbers. */
const blockColumns = 8;

/** Hands over the scores of one class after the other, one entry an image; the array is used again for a later class. */
export function eachColumn({ images, classCount, values }: ScoreMatrix, use: (column: Float64Array, of: number) => void): void {
  const block = Array.from({ length: Math.min(blockColumns, classCount) }, () => new Float64Array(images));
  for (let first = 0; first < classCount; first += blockColumns) {
    const columns = block.slice(0, classCount - first);
    for (let image = 0, at = first; image < images; image++, at += classCount) {
      let from = at;
      for (const column of columns) {
        column[image] = values[from++] ?? 0;
      }
    }
    columns.forEach((column, at) => use(column, first + at));
  }
}
