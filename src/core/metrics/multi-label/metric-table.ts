import { f1Of, macroOf, microOf, precisionOf, recallOf, weightedOf } from '../classification/class-scores.ts';
import type { ClassCounts } from '../classification/confusion.ts';
import { meanOfDefined } from '../classification/mean-of-defined.ts';
import type { MetricRow } from '../scorer.ts';
import type { Ranking } from './label-ranker.ts';
import type { LabelScoring } from './label-scoring.ts';

/** A metric of multi-label classification, and how it is computed for the images of a scoring; `of` is the number of a label. */
export interface LabelMetric extends MetricRow {
  readonly score: (scoring: LabelScoring, of: number) => number;
}

function higher(name: string, of: 'model' | 'class', needsScores: boolean, score: LabelMetric['score']): LabelMetric {
  return { name, better: 'higher', of, needsScores, score };
}

const none: ClassCounts = { right: 0, support: 0, predicted: 0 };

/** A score of a label by its counts, and its averages: of labels alike, by their number of images, and of all answers together. */
function byCounts(name: string, score: (counts: ClassCounts) => number): LabelMetric[] {
  return [
    higher(name, 'class', false, ({ byLabel }, of) => score(byLabel[of] ?? none)),
    higher(`macro-${name}`, 'model', false, ({ byLabel }) => macroOf(byLabel, score)),
    higher(`weighted-${name}`, 'model', false, ({ byLabel }) => weightedOf(byLabel, score)),
    higher(`micro-${name}`, 'model', false, ({ byLabel }) => microOf(byLabel, score)),
  ];
}

/** A score of a label by the order of the scores, and its averages. */
function byRanking(name: string, key: keyof Ranking): LabelMetric[] {
  const weighted = ({ rankings, byLabel }: LabelScoring): number =>
    meanOfDefined(
      rankings.map((one) => one[key]),
      byLabel.map(({ support }) => support),
    );
  return [
    higher(name, 'class', true, ({ rankings }, of) => rankings[of]?.[key] ?? Number.NaN),
    higher(`macro-${name}`, 'model', true, ({ rankings }) => meanOfDefined(rankings.map((one) => one[key]))),
    higher(`weighted-${name}`, 'model', true, weighted),
    higher(`micro-${name}`, 'model', true, ({ together }) => together[key]),
  ];
}

/** The metrics of multi-label classification. Means over labels are over those that have the score; mAP is `macro-average-precision`. */
export const labelMetrics: readonly LabelMetric[] = [
  ...byRanking('average-precision', 'averagePrecision'),
  ...byRanking('roc-auc', 'rocAuc'),
  ...byCounts('precision', precisionOf),
  ...byCounts('recall', recallOf),
  ...byCounts('f1', f1Of),
  higher('subset-accuracy', 'model', false, ({ subsetAccuracy }) => subsetAccuracy),
  { name: 'hamming-loss', better: 'lower', of: 'model', needsScores: false, score: ({ hammingLoss }) => hammingLoss },
];
