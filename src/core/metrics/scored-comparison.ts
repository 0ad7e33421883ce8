import type { Difference, Judgement, MetricComparison, Verdict } from './comparison.ts';

/** A member of a family that Holm's correction is over: its adjusted p-value, and the alpha of its interval. */
export interface FamilyMember {
  readonly difference: Difference;
  readonly adjustedP: number;
  readonly alpha: number;
  readonly verdict: Verdict;
}

/** A class in both models, judged by one metric; the intervals of `metrics` are not corrected for the number of classes. */
export interface ScoredClass extends FamilyMember {
  readonly class: string;
  readonly images: number;
  readonly metrics: Readonly<Record<string, Difference>>;
}

/** A slice in both models, judged by the primary metric. */
export interface ScoredSliceComparison extends FamilyMember {
  readonly column: string;
  readonly value: string;
  readonly images: number;
  readonly tooSmall: boolean;
}

/** One model against another of a task whose metrics are all read off a scorer. */
export interface ScoredComparison extends Judgement {
  /** Every metric of the model by its name; not corrected for how many they are. */
  readonly metrics: Readonly<Record<string, MetricComparison>>;
  /** The metric that classes are judged by. */
  readonly classMetric: string;
  /** Detections of categories that the test set doesn't list, which are not judged; 0 where nothing is detected. */
  readonly leftOut: Readonly<Record<'base' | 'head', number>>;
  readonly classes: readonly ScoredClass[];
  readonly slices: readonly ScoredSliceComparison[];
}
