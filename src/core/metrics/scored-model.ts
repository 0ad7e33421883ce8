import type { Estimates } from './estimate.ts';
import type { Unseen } from './hidden-reach.ts';
import type { PrecisionRecall } from './precision-recall.ts';
import type { MetricId, Scorer } from './scorer.ts';
import type { Task } from './task.ts';

/** What evaluations of models that are judged by a scorer have in common. */
export interface JudgedEvaluation {
  readonly task: Task;
  readonly classes: readonly string[];
  readonly testSet: string;
  readonly images: number;
  /** Images that could not be read, and are not judged; left out where a model can't skip any. */
  readonly skipped?: readonly string[];
  readonly leftOut?: number;
  readonly metrics: Estimates;
  /** `images` hold the class. */
  readonly byClass: readonly { readonly class: string; readonly images: number; readonly metrics: Estimates }[];
  readonly slices: readonly { readonly column: string; readonly value: string; readonly images: number; readonly tooSmall: boolean }[];
  readonly rows: { readonly image: readonly string[] };
}

/** A model that was judged by a scorer, so that it can be held against another: `Evaluation` is what a file keeps of it. */
export interface ScoredModel<Evaluation> {
  readonly evaluation: Evaluation;
  readonly scorer: Scorer;
  /** By image, in the order of the evaluation's rows: digests of what is there, and of what the model said. */
  readonly truths: readonly string[];
  readonly answers: readonly string[];
  /** The images of a slice, and the class that it is of; undefined where there is no such slice. */
  readonly findSlice: (column: string, value: string) => ScoredSlice | undefined;
  /** What may hide of a metric among some images, or all. */
  readonly unseen: (only: Int32Array | undefined) => (metric: MetricId) => Unseen;
  /** By class of the test set; left out where nothing is ranked by a score. */
  readonly precisionRecall?: () => readonly PrecisionRecall[];
}

/** Images that are judged apart, by number; with `of`, all images are judged by one class, and these hold it. */
export interface ScoredSlice {
  readonly images: Int32Array;
  readonly of?: number;
}
