import type { Interval } from '../statistics/interval.ts';

/** How much of a metric may hide where few images speak: what it can be, of how many images a part of it is, and of how many parts it is the mean. */
export interface Unseen {
  readonly range: readonly [low: number, high: number];
  /** Of the smallest part, such as the smallest class. */
  readonly images: number;
  /** The parts that it is the mean of, such as classes: 1 for a metric of all images together. */
  readonly parts: number;
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

function countPulls(pulls: readonly number[]): number {
  const powerOf = (power: number): number => pulls.reduce((sum, pull) => sum + pull ** power, 0);
  const squares = powerOf(2);
  return squares > 0 ? squares ** 2 / powerOf(4) : 0;
}

/**
 * What a metric may be off by without one image of n showing it, with a chance of alpha / 2: 1 - (alpha / 2)^(1 / n) of its
 * range, divided by the number of its parts.
 */
export function hiddenReach({ range, images, parts }: Unseen, alpha: number): number {
  const share = images > 0 ? 1 - (alpha / 2) ** (1 / images) : 1;
  return ((range[1] - range[0]) * share) / Math.max(1, parts);
}

/** A bootstrapped interval, and where fewer than ten images speak, what may hide around the value that they can't tell from. */
export function widenFew(interval: Interval, speaking: number, around: number, reach: number): Interval {
  return speaking >= fewImages ? interval : { low: Math.min(interval.low, around - reach), high: Math.max(interval.high, around + reach) };
}
