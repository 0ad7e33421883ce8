import type { Interval } from './interval.ts';
import { normalTwoSided } from './normal.ts';
import { wilsonInterval } from './proportion-interval.ts';

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

/** Whether two independent samples have the same share: the two-sided score test, which is Pearson's chi-squared of the 2 by 2 table. */
export function twoProportionsTest(base: Sample, head: Sample): number {
  const pooled = (base.right + head.right) / (base.images + head.images);
  const error = Math.sqrt(pooled * (1 - pooled) * (1 / base.images + 1 / head.images));
  return error === 0 ? 1 : normalTwoSided((head.right / head.images - base.right / base.images) / error);
}
