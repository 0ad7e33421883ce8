import type { Interval } from '../../statistics/interval.ts';
import type { DisparityMethod } from './disparity.ts';
import type { Share } from './group-metric.ts';
import { differenceOfShares, ratioOfShares } from './share-difference.ts';

/*
 * Simultaneous intervals of disparities. The largest distance between groups is picked from many, so a bootstrap of it never
 * contains 0, and in a group of three images all right it sees no uncertainty at all. Here each pair of groups (or each group
 * and the rest) has its interval at the level alpha by the number of pairs (Bonferroni), and the largest distance lies, at level
 * 1 - alpha, between the largest of the lower ends and the largest of the upper ends. Null where nothing can be compared.
 */

/** Of the largest distance between two groups, or of a group from all together. */
export function differenceInterval(shares: readonly Share[], method: DisparityMethod, alpha = 0.05): Interval | null {
  const pairs = pairUp(shares, method);
  const folded = pairs.map(({ first, second, weight }) => {
    const { low, high } = differenceOfShares(first, second, alpha / pairs.length);
    return { low: (1 - weight) * Math.max(0, low, -high), high: (1 - weight) * Math.max(Math.abs(low), Math.abs(high)) };
  });
  return folded.length === 0 ? null : { low: Math.max(...folded.map(({ low }) => low)), high: Math.max(...folded.map(({ high }) => high)) };
}

/** Of the least ratio of two groups, or of a group and all together, the smaller above the line. */
export function ratioInterval(shares: readonly Share[], method: DisparityMethod, alpha = 0.05): Interval | null {
  const pairs = pairUp(shares, method);
  const folded = pairs.map(({ first, second, weight }) => {
    const { low, high } = ratioOfShares(first, second, alpha / pairs.length);
    return fold(withOverall(low, weight), withOverall(high, weight));
  });
  return folded.length === 0 ? null : { low: Math.min(...folded.map(({ low }) => low)), high: Math.min(...folded.map(({ high }) => high)) };
}

interface Pair {
  readonly first: Share;
  readonly second: Share;
  /** The part of all that the first group is, where it is held against all; 0 between groups. */
  readonly weight: number;
}

function pairUp(shares: readonly Share[], method: DisparityMethod): Pair[] {
  const known = shares.filter(({ trials }) => trials > 0);
  if (method === 'between-groups') {
    return known.flatMap((first, at) => known.slice(at + 1).map((second) => ({ first, second, weight: 0 })));
  }
  const total = (of: keyof Share): number => known.reduce((sum, share) => sum + share[of], 0);
  const all = { successes: total('successes'), trials: total('trials') };
  return known.flatMap((first) => {
    const second = { successes: all.successes - first.successes, trials: all.trials - first.trials };
    return second.trials === 0 ? [] : [{ first, second, weight: first.trials / all.trials }];
  });
}

/** The ratio of a group with all from that with the rest: all are the group and the rest by their weights. */
function withOverall(ratio: number, weight: number): number {
  return ratio === Number.POSITIVE_INFINITY ? 1 / weight : ratio / (weight * ratio + 1 - weight);
}

/** The values that the smaller of a ratio and its inverse takes within an interval. */
function fold(low: number, high: number): Interval {
  const [atLow, atHigh] = [low, high].map((ratio) => (ratio > 1 ? 1 / ratio : ratio));
  return { low: Math.min(atLow ?? 0, atHigh ?? 0), high: low <= 1 && high >= 1 ? 1 : Math.max(atLow ?? 0, atHigh ?? 0) };
}
