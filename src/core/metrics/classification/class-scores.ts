import type { ClassCounts } from './confusion.ts';
import { meanOfDefined } from './mean-of-defined.ts';

/** The share of what was called a class that is of it; NaN when nothing was called so. */
export function precisionOf({ right, predicted }: ClassCounts): number {
  return right / predicted;
}

/** The share of a class that was called so; NaN when no image is of it. */
export function recallOf({ right, support }: ClassCounts): number {
  return right / support;
}

/** The harmonic mean of precision and recall; NaN when the class is neither present nor predicted. */
export function f1Of(counts: ClassCounts): number {
  return fBetaOf(counts, 1);
}

/** The harmonic mean of precision and recall that weighs recall beta times as much; NaN when the class is neither present nor predicted. */
export function fBetaOf({ right, support, predicted }: ClassCounts, beta: number): number {
  const squared = beta * beta;
  return ((1 + squared) * right) / (squared * support + predicted);
}

/** Images both of the class and called so, among those that are either (intersection over union); NaN when there is none. */
export function jaccardOf({ right, support, predicted }: ClassCounts): number {
  return right / (support + predicted - right);
}

/** The mean F1 of the classes that have one (those present or predicted); NaN when none has. */
export function macroF1Of(classes: readonly ClassCounts[]): number {
  return macroOf(classes, f1Of);
}

/** The mean over the classes that have the score; NaN when none has. */
export function macroOf(classes: readonly ClassCounts[], score: (counts: ClassCounts) => number): number {
  return meanOfDefined(classes.map(score));
}

/** The mean over the classes that have the score, each by its number of images. */
export function weightedOf(classes: readonly ClassCounts[], score: (counts: ClassCounts) => number): number {
  return meanOfDefined(
    classes.map(score),
    classes.map(({ support }) => support),
  );
}

/** The score of all classes' counts together. */
export function microOf(classes: readonly ClassCounts[], score: (counts: ClassCounts) => number): number {
  const sum = { right: 0, support: 0, predicted: 0 };
  for (const { right, support, predicted } of classes) {
    sum.right += right;
    sum.support += support;
    sum.predicted += predicted;
  }
  return score(sum);
}
