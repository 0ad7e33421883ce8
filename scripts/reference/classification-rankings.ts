import { onePairRocAuc, rankClasses, rankTogether } from '../../src/core/metrics/classification/class-rankings.ts';
import { meanOfDefined } from '../../src/core/metrics/classification/mean-of-defined.ts';
import { SlotTable } from '../../src/core/metrics/classification/slot-table.ts';
import type { Judged } from './classification-sections.ts';
import { refuseTwoClasses, refused } from './refused.ts';

/** What scikit-learn says of the order of the scores. */
export function answerRankings({ truth, matrix }: Judged, weights: Int32Array): object {
  const isOwn = (image: number, of: number): boolean => truth[image] === of;
  const byClass = rankClasses(new SlotTable(matrix, isOwn), truth, matrix.classCount, weights, true);
  const together = rankTogether(new SlotTable(matrix, isOwn, true), truth, weights);
  const { rocAuc, support } = byClass;
  const precisions = byClass.averagePrecision.map((value) => (Number.isNaN(value) ? 0 : value));
  const call = (answer: () => number): unknown => refused(() => (refuseTwoClasses(matrix), answer()));
  return {
    roc_auc_ovr_macro: call(() => meanOrNaN(rocAuc)),
    roc_auc_ovr_weighted: call(() => meanOfDefined(rocAuc, support)),
    roc_auc_ovo_macro: call(() => onePairRocAuc(byClass, false)),
    roc_auc_ovo_weighted: call(() => onePairRocAuc(byClass, true)),
    roc_auc_per_class_ovr: rocAuc,
    roc_auc_micro: together.rocAuc,
    average_precision_per_class: precisions,
    average_precision_macro: meanOfDefined(precisions),
    average_precision_micro: together.averagePrecision,
    average_precision_weighted: meanOfDefined(precisions, support),
  };
}

/** scikit-learn's mean over the classes is undefined where one's area is; ours is over those that have one. */
export function meanOrNaN(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
