import { countByClass, type ConfusionMatrix } from './confusion.ts';
import { macroOf, recallOf } from './class-scores.ts';

/**
 * Matthews' correlation coefficient of more than two classes (Gorodkin 2004). NaN when truth or answers are all of one
 * class: scikit-learn says 0 there.
 */
export function matthewsOf(matrix: ConfusionMatrix): number {
  let [images, right, both, truths, answers] = [0, 0, 0, 0, 0];
  for (const one of countByClass(matrix)) {
    images += one.support;
    right += one.right;
    both += one.support * one.predicted;
    truths += one.support ** 2;
    answers += one.predicted ** 2;
  }
  return (right * images - both) / Math.sqrt((images ** 2 - truths) * (images ** 2 - answers));
}

/** How far apart two classes are: any two alike, or by the distance of their numbers, plain or squared. */
export type KappaWeights = 'none' | 'linear' | 'quadratic';

const distances: Readonly<Record<KappaWeights, (row: number, column: number) => number>> = {
  none: (row, column) => Number(row !== column),
  linear: (row, column) => Math.abs(row - column),
  quadratic: (row, column) => (row - column) ** 2,
};

/** Cohen's kappa (1960, weighted 1968): agreement beyond what chance gives. NaN when truth and answers are all of one class. */
export function kappaOf(matrix: ConfusionMatrix, weights: KappaWeights): number {
  const { classCount, counts } = matrix;
  const distance = distances[weights];
  const byClass = countByClass(matrix);
  const images = byClass.reduce((sum, { support }) => sum + support, 0);
  let [observed, expected] = [0, 0];
  for (const [row, { support }] of byClass.entries()) {
    for (const [column, { predicted }] of byClass.entries()) {
      const apart = distance(row, column);
      observed += apart * (counts[row * classCount + column] ?? 0);
      expected += (apart * support * predicted) / images;
    }
  }
  return 1 - observed / expected;
}

/** The mean recall of the classes that are present. */
export function balancedAccuracyOf(matrix: ConfusionMatrix): number {
  return macroOf(countByClass(matrix), recallOf);
}

/** Balanced accuracy with chance at 0 and all right at 1. NaN with a single class, of which nothing can be missed by chance. */
export function adjustedBalancedAccuracyOf(matrix: ConfusionMatrix): number {
  const present = countByClass(matrix).filter(({ support }) => support > 0).length;
  const chance = 1 / present;
  return present < 2 ? Number.NaN : (balancedAccuracyOf(matrix) - chance) / (1 - chance);
}
