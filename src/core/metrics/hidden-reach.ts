import type { Interval } from '../statistics/interval.ts';
import type { ImageWeight } from './image-weights.ts';

/** How much of a metric may hide where few images speak: what it can be, and what part of it each image carries; of none without images. */
export interface Unseen {
  readonly range: readonly [low: number, high: number];
  /** Heaviest first. */
  readonly weights: readonly ImageWeight[];
}

/** With fewer images than these behind it, a bootstrap is not trusted: it knows nothing of what it hasn't seen. */
const fewImages = 10;

/**
 * How many images speak: as many as would, each pulling alike, spread as the pulls of these do, (sum of p^2)^2 / sum of p^4.
 * Of images that pull alike or not at all it is their number. `leftOut` is a jackknife of the metric.
 */
export function countSpeaking(leftOut: readonly number[]): number {
  const defined = leftOut.filter((value) => !Number.isNaN(value));
  const mean = defined.reduce((sum, value) => sum + value, 0) / defined.length;
  return countPulls(defined.map((value) => value - mean));
}

/**
 * How many images tell two models apart, by a jackknife of the difference: a part of it that all images have alike is told by
 * all of them, so that what each adds (Tukey's pseudo-values) is held against none, and not against their mean.
 */
export function countDiffering(estimate: number, leftOut: readonly number[]): number {
  const defined = leftOut.filter((value) => !Number.isNaN(value));
  return countPulls(defined.map((value) => defined.length * estimate - (defined.length - 1) * value));
}

/** How many images there would be, each pulling alike, whose pulls spread as these do. */
export function countPulls(pulls: readonly number[]): number {
  const powerOf = (power: number): number => pulls.reduce((sum, pull) => sum + pull ** power, 0);
  const squares = powerOf(2);
  return squares > 0 ? squares ** 2 / powerOf(4) : 0;
}

/**
 * What a metric may be off by, at most, without one image showing it, with a chance of alpha / 2. Where a share e of the images
 * that carry a weight w each is wrong, none of n shows it with a chance of (1 - e)^n; the worst split of such shares, by
 * Lagrange, is e = 1 - m / w for all that carry more than m. Of n images that carry alike that is 1 - (alpha / 2)^(1 / n) of
 * the range, and of a mean over classes never less than of all images together.
 */
export function hiddenReach({ range, weights }: Unseen, alpha: number): number {
  let [images, carried, logs, least] = [0, 0, 0, Number.POSITIVE_INFINITY];
  for (const one of weights) {
    if (images > 0 && one.weight <= least) {
      break;
    }
    images += one.images;
    carried += one.images * one.weight;
    logs += one.images * Math.log(one.weight);
    least = Math.exp((logs + Math.log(alpha / 2)) / images);
  }
  return (range[1] - range[0]) * (images > 0 ? carried - images * least : 1);
}

/** A bootstrapped interval, and where fewer than ten images speak, what may hide around the value that they can't tell from. */
export function widenFew(interval: Interval, speaking: number, around: number, reach: number): Interval {
  return speaking >= fewImages ? interval : { low: Math.min(interval.low, around - reach), high: Math.max(interval.high, around + reach) };
}
