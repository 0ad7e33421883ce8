import type { BinaryCounts } from './group-counts.ts';

/** A share of images: how many of those that could. */
export interface Share {
  readonly successes: number;
  readonly trials: number;
}

/** The shares that groups are held against each other by, named as fairness literature does. */
export const groupShares = {
  accuracy: ({ truePositive, trueNegative, ...wrong }) => share(truePositive + trueNegative, wrong.falsePositive + wrong.falseNegative),
  'selection-rate': ({ truePositive, falsePositive, ...left }) =>
    share(truePositive + falsePositive, left.trueNegative + left.falseNegative),
  'true-positive-rate': ({ truePositive, falseNegative }) => share(truePositive, falseNegative),
  'false-positive-rate': ({ falsePositive, trueNegative }) => share(falsePositive, trueNegative),
  'false-negative-rate': ({ falseNegative, truePositive }) => share(falseNegative, truePositive),
  'true-negative-rate': ({ trueNegative, falsePositive }) => share(trueNegative, falsePositive),
  precision: ({ truePositive, falsePositive }) => share(truePositive, falsePositive),
} as const satisfies Record<string, (counts: BinaryCounts) => Share>;

/** A share that groups are compared by. */
export type GroupShareId = keyof typeof groupShares;

/** What is known of a group: its shares, and the mean recall of the classes that it has. */
export type GroupMetricId = GroupShareId | 'balanced-accuracy';

/** A metric of a group; NaN where nothing in it could show it, such as the true positive rate of a group without positives. */
export function groupMetric(metric: GroupMetricId, counts: BinaryCounts): number {
  return metric === 'balanced-accuracy' ? balancedAccuracy(counts) : valueOf(groupShares[metric](counts));
}

/** A share as a number; NaN of nothing. */
export function valueOf({ successes, trials }: Share): number {
  return trials === 0 ? Number.NaN : successes / trials;
}

/** As scikit-learn has it: the mean recall of the classes that occur. */
function balancedAccuracy(counts: BinaryCounts): number {
  const recalls = [groupMetric('true-negative-rate', counts), groupMetric('true-positive-rate', counts)].filter(
    (recall) => !Number.isNaN(recall),
  );
  return recalls.length === 0 ? Number.NaN : recalls.reduce((sum, recall) => sum + recall, 0) / recalls.length;
}

function share(successes: number, failures: number): Share {
  return { successes, trials: successes + failures };
}
