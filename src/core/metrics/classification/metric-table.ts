import type { MetricRow } from '../scorer.ts';
import { adjustedBalancedAccuracyOf, balancedAccuracyOf, kappaOf, matthewsOf } from './agreement.ts';
import { calibrationErrorOf, greatestCalibrationErrorOf } from './calibration.ts';
import { f1Of, jaccardOf, macroOf, microOf, precisionOf, recallOf, weightedOf } from './class-scores.ts';
import { onePairRocAuc } from './class-rankings.ts';
import type { ClassCounts } from './confusion.ts';
import { meanOfDefined } from './mean-of-defined.ts';
import type { Scoring } from './scoring.ts';

/** A metric of classification, and how it is computed for the images of a scoring; `of` is the number of a class. */
export interface ClassificationMetric extends MetricRow {
  readonly score: (scoring: Scoring, of: number) => number;
}

type Of = MetricRow['of'];
type Score = ClassificationMetric['score'];
type ClassScore = (counts: ClassCounts) => number;

function higher(name: string, of: Of, needsScores: boolean, score: Score): ClassificationMetric {
  return { name, better: 'higher', of, needsScores, score };
}

function lower(name: string, needsScores: boolean, score: Score): ClassificationMetric {
  return { name, better: 'lower', of: 'model', needsScores, score };
}

/** Agreement beyond chance, which may also be less than that. */
function agreement(name: string, score: Score): ClassificationMetric {
  return { ...higher(name, 'model', false, score), range: [-1, 1] };
}

/** The loss of a probability of 2^-52, below which none is taken. */
const greatestLogLoss = 52 * Math.LN2;

/** A score of a class by its counts, and its averages over the classes. */
function byCounts(name: string, score: ClassScore): ClassificationMetric[] {
  const none = { right: 0, support: 0, predicted: 0 };
  return [
    higher(name, 'class', false, (scoring, of) => score(scoring.byClass[of] ?? none)),
    higher(`macro-${name}`, 'model', false, ({ byClass }) => macroOf(byClass, score)),
    higher(`weighted-${name}`, 'model', false, ({ byClass }) => weightedOf(byClass, score)),
  ];
}

/** A score of a class by the order of the scores, and its averages. */
function byRanking(name: string, key: 'rocAuc' | 'averagePrecision'): ClassificationMetric[] {
  return [
    higher(name, 'class', true, ({ rankings }, of) => rankings[key][of] ?? Number.NaN),
    higher(`macro-${name}`, 'model', true, ({ rankings }) => meanOfDefined(rankings[key])),
    higher(`weighted-${name}`, 'model', true, ({ rankings }) => meanOfDefined(rankings[key], rankings.support)),
    higher(`micro-${name}`, 'model', true, ({ together }) => together[key]),
  ];
}

/** The metrics of classification. Means over classes are over those that have the score. */
export const classificationMetrics: readonly ClassificationMetric[] = [
  higher('accuracy', 'model', false, ({ byClass }) => microOf(byClass, recallOf)),
  ...byCounts('precision', precisionOf),
  ...byCounts('recall', recallOf),
  ...byCounts('f1', f1Of),
  ...byCounts('jaccard', jaccardOf),
  higher('balanced-accuracy', 'model', false, ({ confusion }) => balancedAccuracyOf(confusion)),
  agreement('adjusted-balanced-accuracy', ({ confusion }) => adjustedBalancedAccuracyOf(confusion)),
  agreement('mcc', ({ confusion }) => matthewsOf(confusion)),
  agreement('kappa', ({ confusion }) => kappaOf(confusion, 'none')),
  agreement('linear-kappa', ({ confusion }) => kappaOf(confusion, 'linear')),
  agreement('quadratic-kappa', ({ confusion }) => kappaOf(confusion, 'quadratic')),
  lower('hamming-loss', false, ({ byClass }) => 1 - microOf(byClass, recallOf)),
  ...[2, 3, 5].map((k) => higher(`top-${k}`, 'model', true, (scoring) => scoring.topK(k))),
  ...byRanking('roc-auc', 'rocAuc'),
  higher('macro-roc-auc-ovo', 'model', true, ({ pairRankings }) => onePairRocAuc(pairRankings, false)),
  higher('weighted-roc-auc-ovo', 'model', true, ({ pairRankings }) => onePairRocAuc(pairRankings, true)),
  ...byRanking('average-precision', 'averagePrecision'),
  { ...lower('log-loss', true, (scoring) => scoring.meanOf('logLosses')), range: [0, greatestLogLoss] },
  { ...lower('brier', true, (scoring) => scoring.meanOf('brierScores')), range: [0, 2] },
  lower('ece', true, ({ reliability }) => calibrationErrorOf(reliability)),
  lower('mce', true, ({ reliability }) => greatestCalibrationErrorOf(reliability)),
  lower('adaptive-ece', true, ({ adaptiveCalibrationError }) => adaptiveCalibrationError),
];
