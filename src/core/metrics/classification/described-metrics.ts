import type { Evaluation } from '../evaluation.ts';
import { orNull } from '../or-null.ts';
import { classificationMetrics } from './metric-table.ts';
import { type ClassificationColumns, ScoredAnswers } from './scored-answers.ts';
import { Scoring } from './scoring.ts';

const ofModel = classificationMetrics.filter(({ of }) => of !== 'class');
const noClass = -1;

/** Every metric of the whole test set, and what its scores say of each class, as an evaluation holds them. */
export function describeMetrics(columns: ClassificationColumns): Pick<Evaluation, 'metrics' | 'scored'> {
  const scored = columns.scores && new ScoredAnswers(columns, columns.scores);
  const scoring = new Scoring(columns, scored, new Int32Array(columns.truth.length).fill(1));
  const { pairRankings: rankings, reliability } = scoring;
  const metrics = Object.fromEntries(ofModel.map(({ name, score }) => [name, orNull(score(scoring, noClass))]));
  if (scored === undefined) {
    return { metrics };
  }
  return {
    metrics,
    scored: {
      rocAuc: Array.from(rankings.rocAuc, orNull),
      averagePrecision: Array.from(rankings.averagePrecision, orNull),
      reliability: reliability.map((bin) => ({ ...bin, accuracy: orNull(bin.accuracy), confidence: orNull(bin.confidence) })),
    },
  };
}

/** An evaluation holds no more scores than these. */
const maxScores = 1_000_000;

/** The scores by image, for a test set that isn't too large for a file. */
export function describeScores({ scores }: ClassificationColumns): Pick<Evaluation['rows'], 'scores'> {
  if (scores === undefined || scores.values.length > maxScores) {
    return {};
  }
  const { images, classCount, values } = scores;
  return { scores: Array.from({ length: images }, (_, image) => [...values.subarray(image * classCount, (image + 1) * classCount)]) };
}
