import type { Scorer } from './scorer.ts';

/** A model that was judged by a scorer, so that it can be held against another: `Evaluation` is what a file keeps of it. */
export interface ScoredModel<Evaluation> {
  readonly evaluation: Evaluation;
  readonly scorer: Scorer;
  /** By image, in the order of the evaluation's rows: digests of what is there, and of what the model said. */
  readonly truths: readonly string[];
  readonly answers: readonly string[];
}
