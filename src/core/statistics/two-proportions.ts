import type { Interval } from './interval.ts';
import { wilsonInterval } from './proportion-interval.ts';
import { excludesZero, findRejection } from './rejection-level.ts';

/** How many of one sample's images are right. */
export interface Sample {
  readonly right: number;
  /** At least 1. */
  readonly images: number;
}

/**
 * The interval of head's share minus base's, of two independent samples, at level 1 - alpha, from -1 to 1.
 * Newcombe: Interval estimation for the difference between independent proportions: comparison of eleven methods. Statistics in
 * Medicine 17, 1998, method 10.
 */
export function newcombeInterval(base: Sample, head: Sample, alpha: number): Interval {
  const [of, to] = [wilsonInterval(base.right, base.images, alpha), wilsonInterval(head.right, head.images, alpha)];
  const [before, now] = [base.right / base.images, head.right / head.images];
  return {
    low: now - before - Math.hypot(now - to.low, of.high - before),
    high: now - before + Math.hypot(to.high - now, before - of.low),
  };
}

/** Whether two independent samples have the same share, by Newcombe's interval: the p-value that says what it says. */
export function newcombeTest(base: Sample, head: Sample): number {
  return findRejection((level) => excludesZero(newcombeInterval(base, head, level)));
}
