import type { Interval } from '../../statistics/interval.ts';
import { wilsonInterval } from '../../statistics/proportion-interval.ts';
import { type DisparityMethod, differenceOf, ratioOf } from './disparity.ts';
import { differenceInterval, ratioInterval } from './disparity-interval.ts';
import { type BinaryAnswers, type Groups, countGroups, sumCounts } from './group-counts.ts';
import { type GroupShareId, type Share, groupShares, valueOf } from './group-metric.ts';

/** A value with its 95 % interval; NaN and null where it is undefined. */
export interface Estimate {
  readonly value: number;
  readonly interval: Interval | null;
}

/** A metric in one group, and how many images it is about. */
export interface GroupEstimate extends Estimate {
  readonly values: readonly string[];
  readonly images: number;
}

/** One metric in all groups, and how far they are apart in it. */
export interface GroupComparison {
  readonly metric: GroupShareId;
  readonly overall: Estimate;
  readonly groups: readonly GroupEstimate[];
  readonly differences: Readonly<Record<DisparityMethod, Estimate>>;
  readonly ratios: Readonly<Record<DisparityMethod, Estimate>>;
}

/** Every metric by group with Wilson's intervals, and its disparities with simultaneous ones. Images that are in no group don't count. */
export function judgeFairness(answers: BinaryAnswers, groups: Groups): GroupComparison[] {
  const counts = countGroups(answers, groups);
  return (Object.keys(groupShares) as GroupShareId[]).map((metric) => {
    const shares = counts.map(groupShares[metric]);
    const overall = groupShares[metric](sumCounts(counts));
    const values = shares.map(valueOf);
    return {
      metric,
      overall: estimate(overall),
      groups: shares.map((share, group) => ({ values: groups.values[group] ?? [], images: share.trials, ...estimate(share) })),
      differences: byMethod((method) => ({
        value: differenceOf(values, method, valueOf(overall)),
        interval: differenceInterval(shares, method),
      })),
      ratios: byMethod((method) => ({ value: ratioOf(values, method, valueOf(overall)), interval: ratioInterval(shares, method) })),
    };
  });
}

function estimate(share: Share): Estimate {
  return { value: valueOf(share), interval: share.trials === 0 ? null : wilsonInterval(share.successes, share.trials) };
}

function byMethod(of: (method: DisparityMethod) => Estimate): Record<DisparityMethod, Estimate> {
  return { 'between-groups': of('between-groups'), 'to-overall': of('to-overall') };
}
