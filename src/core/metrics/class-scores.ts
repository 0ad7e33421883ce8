import type { ClassCounts } from './confusion.ts';

/** The share of what was called a class that is of it; null when nothing was called so. */
export function precisionOf({ right, predicted }: ClassCounts): number | null {
  return predicted === 0 ? null : right / predicted;
}

/** The share of a class that was called so; null when no image is of it. */
export function recallOf({ right, support }: ClassCounts): number | null {
  return support === 0 ? null : right / support;
}

/** The harmonic mean of precision and recall; null when the class is neither present nor predicted. */
export function f1Of({ right, support, predicted }: ClassCounts): number | null {
  return support + predicted === 0 ? null : (2 * right) / (support + predicted);
}

/** The mean F1 of the classes that have one (those present or predicted); null when none has. */
export function macroF1Of(classes: readonly ClassCounts[]): number | null {
  let sum = 0;
  let defined = 0;
  for (const one of classes) {
    const f1 = f1Of(one);
    if (f1 !== null) {
      sum += f1;
      defined++;
    }
  }
  return defined === 0 ? null : sum / defined;
}
