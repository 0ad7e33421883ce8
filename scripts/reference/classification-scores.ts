import { adaptiveCalibrationErrorOf } from '../../src/core/metrics/classification/adaptive-calibration.ts';
import { adjustedBalancedAccuracyOf, balancedAccuracyOf, kappaOf, matthewsOf } from '../../src/core/metrics/classification/agreement.ts';
import {
  type BinEdges,
  type Confidences,
  calibrationErrorOf,
  greatestCalibrationErrorOf,
  reliabilityOf,
} from '../../src/core/metrics/classification/calibration.ts';
import { fBetaOf, f1Of, jaccardOf, macroOf, microOf, precisionOf, recallOf } from '../../src/core/metrics/classification/class-scores.ts';
import { type ClassCounts, type ConfusionMatrix, countByClass, countConfusion } from '../../src/core/metrics/classification/confusion.ts';
import { meanOfDefined } from '../../src/core/metrics/classification/mean-of-defined.ts';
import { brierScores, logLosses, weightedMean } from '../../src/core/metrics/classification/probability-losses.ts';
import { highestOf } from '../../src/core/metrics/classification/score-matrix.ts';
import { precisionRecallCurve, rocCurve } from '../../src/core/metrics/classification/threshold-curves.ts';
import { placesOfTruth, topKOf } from '../../src/core/metrics/classification/top-k.ts';
import { orNull } from '../../src/core/metrics/or-null.ts';
import { answerRankings } from './classification-rankings.ts';
import type { Judged } from './classification-sections.ts';
import { refuseTwoClasses, refused } from './refused.ts';

/** Every number that scikit-learn gives of a case, by the names of the cases. */
export function answerScores(judged: Judged): object {
  const { truth, matrix } = judged;
  const weights = new Int32Array(matrix.images).fill(1);
  const confusion = countConfusion({ classCount: matrix.classCount, truth, predicted: highestOf(matrix) });
  const places = placesOfTruth(matrix, truth, 'higher-first');
  const accuracy = microOf(countByClass(confusion), recallOf);
  const topK = (k: number): unknown => refused(() => (refuseTwoClasses(matrix), topKOf(places, k, weights)));
  return {
    accuracy,
    confusion_matrix: rowsOf(confusion),
    ...answerClassScores(countByClass(confusion)),
    ...Object.fromEntries([1, 2, 3, 5].filter((k) => k < matrix.classCount).map((k) => [`top${k}`, topK(k)])),
    ...answerRankings(judged, weights),
    log_loss: weightedMean(logLosses(matrix, truth), weights),
    brier_multiclass: weightedMean(brierScores(matrix, truth), weights),
    ...answerAgreement(confusion),
    hamming_loss: 1 - accuracy,
    ...answerCurves(judged),
  };
}

/** Rows by truth. */
export function rowsOf({ classCount, counts }: ConfusionMatrix): number[][] {
  return Array.from({ length: classCount }, (_, row) => [...counts.subarray(row * classCount, (row + 1) * classCount)]);
}

/** What scikit-learn calls 0 with a warning (`zero_division=0`), ours leaves undefined. */
export function orZero(value: number): number {
  return Number.isNaN(value) ? 0 : value;
}

const names = { precision: precisionOf, recall: recallOf, f1: f1Of } as const;

function each(average: (score: (counts: ClassCounts) => number) => unknown): object {
  return Object.fromEntries(Object.entries(names).map(([name, score]) => [name, average(score)]));
}

function answerClassScores(classes: readonly ClassCounts[]): object {
  const support = classes.map((one) => one.support);
  const filled = (score: (counts: ClassCounts) => number): number[] => classes.map((one) => orZero(score(one)));
  return {
    prf_per_class: { ...each(filled), support },
    prf_macro: { ...each((score) => meanOfDefined(filled(score))), support: null },
    prf_micro: { ...each((score) => orZero(microOf(classes, score))), support: null },
    prf_weighted: { ...each((score) => meanOfDefined(filled(score), support)), support: null },
    prf_macro_zero_division_nan: each((score) => macroOf(classes, score)),
    fbeta2_macro: meanOfDefined(filled((one) => fBetaOf(one, 2))),
    jaccard_macro: macroOf(classes, jaccardOf),
  };
}

/** Without `labels`, scikit-learn numbers the classes that truth or answers have: kappa's distances are of those. */
export function answerAgreement(confusion: ConfusionMatrix): object {
  const present = presentOnly(confusion);
  return {
    mcc: orZero(matthewsOf(confusion)),
    cohen_kappa_none: kappaOf(present, 'none'),
    cohen_kappa_linear: kappaOf(present, 'linear'),
    cohen_kappa_quadratic: kappaOf(present, 'quadratic'),
    balanced_accuracy: balancedAccuracyOf(confusion),
    balanced_accuracy_adjusted: adjustedBalancedAccuracyOf(confusion),
  };
}

function presentOnly(matrix: ConfusionMatrix): ConfusionMatrix {
  const present = [...countByClass(matrix).entries()].filter(([, one]) => one.support + one.predicted > 0).map(([of]) => of);
  const rows = rowsOf(matrix);
  return { classCount: present.length, counts: Int32Array.from(present.flatMap((row) => present.map((of) => rows[row]?.[of] ?? 0))) };
}

const shown = 5;
const sum = (values: Float64Array): number => values.reduce((all, value) => all + value, 0);

function answerCurves({ truth, matrix }: Judged): object {
  const scores = Float64Array.from(truth, (_, image) => matrix.values[image * matrix.classCount] ?? 0);
  const isPositive = Uint8Array.from(truth, (of) => Number(of === 0));
  const roc = rocCurve(scores, isPositive);
  const pr = precisionRecallCurve(scores, isPositive);
  const [fpr, tpr, thresholds] = [roc.falsePositiveRate, roc.truePositiveRate, roc.thresholds];
  return {
    roc_curve_class0: {
      n: thresholds.length,
      first5: { fpr: fpr.slice(0, shown), tpr: tpr.slice(0, shown), thr: thresholds.slice(0, shown) },
      sum_fpr: sum(fpr),
      sum_tpr: sum(tpr),
    },
    pr_curve_class0: {
      n: pr.precision.length,
      last5: { precision: pr.precision.slice(-shown), recall: pr.recall.slice(-shown), thr: pr.thresholds.slice(-shown) },
      sum_precision: sum(pr.precision),
      sum_recall: sum(pr.recall),
    },
  };
}

/** Calibration by bins of equal width, and of equal count. */
export function answerCalibration({ truth, matrix }: Judged): object {
  const predicted = highestOf(matrix);
  const answers: Confidences = {
    confidence: Float64Array.from(predicted, (of, image) => matrix.values[image * matrix.classCount + of] ?? 0),
    right: Uint8Array.from(predicted, (of, image) => Number(of === truth[image])),
  };
  const weights = new Int32Array(matrix.images).fill(1);
  const bins = (count: number, edges: BinEdges): object => {
    const table = reliabilityOf(answers, count, edges, weights);
    const rows = table.map(({ low, high, count: images, accuracy, confidence }, bin) => ({
      bin,
      lo: low,
      hi: high,
      count: images,
      accuracy: orNull(accuracy),
      confidence: orNull(confidence),
    }));
    return { ece: calibrationErrorOf(table), mce: greatestCalibrationErrorOf(table), table: rows };
  };
  return {
    ece15_right_closed: bins(15, 'right-closed'),
    ece15_left_closed: bins(15, 'left-closed'),
    ece10_right_closed: bins(10, 'right-closed'),
    adaptive_ece15: adaptiveCalibrationErrorOf(answers, 15, weights),
  };
}
