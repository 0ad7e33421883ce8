import type { ScoreMatrix } from '../classification/score-matrix.ts';
import { scoreByTable } from '../score-by-table.ts';
import type { Scorer } from '../scorer.ts';
import type { LabelAnswers } from './label-answers.ts';
import { LabelRanker } from './label-ranker.ts';
import { LabelScoring } from './label-scoring.ts';
import { labelMetrics } from './metric-table.ts';

/** The metrics of a multi-label classifier for any weights of its images. NaN for a metric that is undefined there, or that isn't in the table. */
export function labelScorer(answers: LabelAnswers, scores: ScoreMatrix): Scorer {
  const ranker = new LabelRanker(scores, answers.truth);
  const score = scoreByTable(labelMetrics);
  return {
    images: answers.images,
    score: (counts, metrics) => score(new LabelScoring(answers, ranker, counts), metrics),
  };
}
