import type { Interval } from '../../statistics/interval.ts';
import { wilsonInterval } from '../../statistics/proportion-interval.ts';
import { type Share, valueOf } from './group-metric.ts';

/**
 * The interval of the difference between two independent shares, from Wilson's interval of each. Newcombe: Interval estimation for
 * the difference between independent proportions (method 10). Statistics in Medicine 17, 1998. Both need trials.
 */
export function differenceOfShares(first: Share, second: Share, alpha: number): Interval {
  const [a, b] = [valueOf(first), valueOf(second)];
  const [ofA, ofB] = [wilson(first, alpha), wilson(second, alpha)];
  return { low: a - b - Math.hypot(a - ofA.low, ofB.high - b), high: a - b + Math.hypot(ofA.high - a, b - ofB.low) };
}

/**
 * The interval of the ratio of two independent shares; its end is infinite where the second may be 0. Donner, Zou: Closed-form
 * confidence intervals for functions of the normal mean and standard deviation. Statistical Methods in Medical Research 21, 2012.
 */
export function ratioOfShares(first: Share, second: Share, alpha: number): Interval {
  const [a, b] = [valueOf(first), valueOf(second)];
  const [ofA, ofB] = [wilson(first, alpha), wilson(second, alpha)];
  const root = (endOfA: number, endOfB: number): number =>
    Math.sqrt(Math.max(0, (a * b) ** 2 - endOfA * endOfB * (2 * a - endOfA) * (2 * b - endOfB)));
  const [lowest, highest] = [ofB.high * (2 * b - ofB.high), ofB.low * (2 * b - ofB.low)];
  const low = lowest === 0 ? 0 : (a * b - root(ofA.low, ofB.high)) / lowest;
  return { low: Math.max(0, low), high: highest > 0 ? (a * b + root(ofA.high, ofB.low)) / highest : Number.POSITIVE_INFINITY };
}

function wilson({ successes, trials }: Share, alpha: number): Interval {
  return wilsonInterval(successes, trials, alpha);
}
