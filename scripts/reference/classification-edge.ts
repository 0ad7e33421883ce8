import { SightlineError } from '../../src/core/errors.ts';
import { balancedAccuracyOf, kappaOf, matthewsOf } from '../../src/core/metrics/classification/agreement.ts';
import { onePairRocAuc, rankClasses } from '../../src/core/metrics/classification/class-rankings.ts';
import { f1Of } from '../../src/core/metrics/classification/class-scores.ts';
import { type ConfusionMatrix, countByClass, countConfusion } from '../../src/core/metrics/classification/confusion.ts';
import { meanOfDefined } from '../../src/core/metrics/classification/mean-of-defined.ts';
import { logLosses, weightedMean } from '../../src/core/metrics/classification/probability-losses.ts';
import { findImprobable, findUnfinite, highestOf } from '../../src/core/metrics/classification/score-matrix.ts';
import { SlotTable } from '../../src/core/metrics/classification/slot-table.ts';
import { placesOfTruth, topKOf } from '../../src/core/metrics/classification/top-k.ts';
import { meanOrNaN } from './classification-rankings.ts';
import { orZero, rowsOf } from './classification-scores.ts';
import type { Judged } from './classification-sections.ts';
import { refused } from './refused.ts';

/** The numbers of a small input that something is wrong with. */
export function answerEdge(judged: Judged): object {
  const { truth, matrix } = judged;
  const weights = new Int32Array(matrix.images).fill(1);
  const onConfusion = (answer: (confusion: ConfusionMatrix) => unknown): unknown => refused(() => answer(confusionOf(judged)));
  const onScores = (answer: () => unknown): unknown => refused(() => (refuseUnusable(judged), answer()));
  const onProbabilities = (answer: () => unknown): unknown => onScores(() => (refuseImprobable(judged), answer()));
  const rankings = (): ReturnType<typeof rankClasses> =>
    rankClasses(new SlotTable(matrix, (image, of) => truth[image] === of), truth, matrix.classCount, weights, true);
  return {
    confusion_matrix: onConfusion(rowsOf),
    macro_f1: onConfusion((confusion) => meanOfDefined(countByClass(confusion).map((one) => orZero(f1Of(one))))),
    auc_ovr: onProbabilities(() => meanOrNaN(rankings().rocAuc)),
    auc_ovo: onProbabilities(() => onePairRocAuc(rankings(), false)),
    log_loss: onProbabilities(() => weightedMean(logLosses(matrix, truth), weights)),
    mcc: onConfusion((confusion) => orZero(matthewsOf(confusion))),
    kappa: onConfusion((confusion) => kappaOf(confusion, 'none')),
    bal: onConfusion(balancedAccuracyOf),
    ap: onScores(() => meanOfDefined(rankings().averagePrecision.map(orZero))),
    top2: onScores(() => topKOf(placesOfTruth(matrix, truth, 'higher-first'), 2, weights)),
  };
}

function confusionOf(judged: Judged): ConfusionMatrix {
  refuseUnusable(judged);
  const { truth, matrix } = judged;
  return countConfusion({ classCount: matrix.classCount, truth, predicted: highestOf(matrix) });
}

function refuseUnusable({ truth, matrix }: Judged): void {
  const { images, classCount } = matrix;
  const problems = {
    'there is no image': images === 0,
    'a score is not a finite number': findUnfinite(matrix) !== -1,
    'a truth is not among the classes': truth.some((of) => of < 0 || of >= classCount),
  };
  const problem = Object.entries(problems).find(([, isSo]) => isSo);
  if (problem !== undefined) {
    throw new SightlineError('bad-predictions', problem[0]);
  }
}

function refuseImprobable({ matrix }: Judged): void {
  if (findImprobable(matrix) !== -1) {
    throw new SightlineError('bad-predictions', 'scores are no probabilities: one lies outside 0 to 1, or an image’s don’t sum to 1');
  }
}
