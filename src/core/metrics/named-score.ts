import { f1Of, macroF1Of, precisionOf, recallOf } from './classification/class-scores.ts';
import type { ClassCounts } from './classification/confusion.ts';
import { orNull } from './or-null.ts';

/** A metric of one model by the counts of its classes. */
export interface NamedScore {
  /** The class that it is of, by number; undefined for a metric of all classes. */
  readonly of: number | undefined;
  /** From 0 to 1; null where undefined. */
  readonly score: (classes: readonly ClassCounts[]) => number | null;
}

const ofClass = { precision: precisionOf, recall: recallOf, f1: f1Of };

/** Macro F1. */
export const macroF1Score: NamedScore = { of: undefined, score: (classes) => orNull(macroF1Of(classes)) };

/** A metric of one class, by its number. */
export function classScore(metric: keyof typeof ofClass, of: number): NamedScore {
  return {
    of,
    score: (classes) => {
      const counts = classes[of];
      return counts === undefined ? null : orNull(ofClass[metric](counts));
    },
  };
}
