import { binomialWindow, midLowerTail } from './binomial.ts';
import type { Interval } from './interval.ts';
import { wilsonInterval } from './proportion-interval.ts';

/** How two models did on the same images. */
export interface PairedTable {
  readonly images: number;
  /** Images that the base got right and the head wrong (McNemar's b). */
  readonly onlyBaseRight: number;
  /** Images that the head got right and the base wrong (McNemar's c). */
  readonly onlyHeadRight: number;
}

/**
 * The interval of head's accuracy minus base's, at level 1 - alpha (from -1 to 1; needs one image at least).
 *
 * It is the percentile interval of the paired bootstrap in its limit of infinitely many resamples: a
 * resample of the images draws the four cells of the table from a multinomial, whose distribution is
 * summed here instead of sampled, so that no seed and no simulation error is left. Half an image is added at both
 * ends: resamples differ by whole images, the truth doesn't. With few discordant images that interval is too
 * short, therefore it is widened to hold the one that Wilson's intervals of both discordant shares give (which knows that
 * the number of discordant images is chance, too), and what McNemar's mid-p test cannot
 * reject (given the number of discordant images). At 0 that test decides: the interval excludes 0 exactly where
 * the test rejects, so that interval and p-value say the same. With no discordant image it holds the
 * differences that would show none with a chance of alpha / 2 or more.
 *
 * Efron, Tibshirani: An Introduction to the Bootstrap, 1993, chapter 13; Zou, Donner: Construction of confidence limits about
 * effect measures: a general approach. Statistics in Medicine 27, 2008; Fagerland, Lydersen, Laake:
 * Recommended tests and confidence intervals for paired binomial proportions. Statistics in Medicine 33, 2014.
 */
export function pairedAccuracyInterval(table: PairedTable, alpha: number): Interval {
  const { images, onlyBaseRight, onlyHeadRight } = table;
  if (onlyBaseRight + onlyHeadRight === 0) {
    const reach = 1 - (alpha / 2) ** (1 / images);
    return { low: -reach, high: reach };
  }
  return { low: lowerBound(images, onlyBaseRight, onlyHeadRight, alpha), high: -lowerBound(images, onlyHeadRight, onlyBaseRight, alpha) };
}

const halfImage = 0.5;

/** The upper bound is the lower one of the models swapped: so an interval changes its sign with them, exactly. */
function lowerBound(images: number, onlyBaseRight: number, onlyHeadRight: number, alpha: number): number {
  const discordant = onlyBaseRight + onlyHeadRight;
  const bootstrap = bootstrapQuantile(images, onlyBaseRight, onlyHeadRight, alpha / 2) - halfImage;
  const bound = Math.min(bootstrap, boundOfShares(images, onlyBaseRight, onlyHeadRight, alpha));
  const unrejected = discordant * (2 * smallestShare(discordant, onlyHeadRight, alpha / 2) - 1);
  return Math.max(-images, Math.min(unrejected > 0 ? Math.max(halfImage, bound) : bound, unrejected)) / images;
}

/** In images: the lower bound of the difference of two shares by the square root of the sum of their own distances squared (Zou and Donner). */
function boundOfShares(images: number, onlyBaseRight: number, onlyHeadRight: number, alpha: number): number {
  const [base, head] = [wilsonInterval(onlyBaseRight, images, alpha), wilsonInterval(onlyHeadRight, images, alpha)];
  return onlyHeadRight - onlyBaseRight - Math.hypot(onlyHeadRight - images * head.low, images * base.high - onlyBaseRight);
}

/** The smallest d with P(D <= d) >= level, where D is a resample's (only head right) minus (only base right). */
function bootstrapQuantile(images: number, onlyBaseRight: number, onlyHeadRight: number, level: number): number {
  const discordant = onlyBaseRight + onlyHeadRight;
  const totals = binomialWindow(images, discordant / images);
  const reach = totals.first + totals.masses.length - 1;
  const distribution = new Float64Array(2 * reach + 1);
  for (const [at, weight] of totals.masses.entries()) {
    const total = totals.first + at;
    const heads = binomialWindow(total, onlyHeadRight / discordant);
    for (let index = 0; index < heads.masses.length; index++) {
      const difference = 2 * (heads.first + index) - total;
      distribution[difference + reach] = (distribution[difference + reach] ?? 0) + weight * (heads.masses[index] ?? 0);
    }
  }
  let sum = 0;
  for (const [at, mass] of distribution.entries()) {
    sum += mass;
    if (sum >= level) {
      return at - reach;
    }
  }
  return reach;
}

/** The smallest share of the discordant images going to head that a one-sided mid-p test at `level` doesn't reject. */
function smallestShare(discordant: number, onlyHeadRight: number, level: number): number {
  let low = 0;
  let high = 1;
  for (let step = 0; step < 60; step++) {
    const middle = (low + high) / 2;
    const upperTail = midLowerTail(discordant, 1 - middle, discordant - onlyHeadRight);
    if (upperTail < level) {
      low = middle;
    } else {
      high = middle;
    }
  }
  return low;
}
