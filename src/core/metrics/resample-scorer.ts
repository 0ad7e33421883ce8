import { accelerationOf, bcaInterval, expandedPercentileInterval, pairedBootstrap } from '../statistics/bootstrap.ts';
import type { Interval } from '../statistics/interval.ts';
import { countDiffering, countSpeaking, type Unseen, widenFew } from './hidden-reach.ts';
import type { Scorer } from './scorer.ts';

/** Images are left out in at most so many groups: a jackknife of single images would cost as many scorings as there are images. */
export const maxGroups = 200;
/** A metric that is undefined on more than one in twenty resamples has no interval. */
const leastDefined = 0.95;

/** Fixed, so that the same predictions give the same interval everywhere. */
export const standardDraws = { alpha: 0.05, resamples: 2000, seed: 20_240_229 };

/** A statistic on the images, on resamples of them, and how the images pull at it. */
export interface Resampled {
  readonly estimate: number;
  readonly drawn: Float64Array;
  /** How many images were drawn from. */
  readonly images: number;
  readonly acceleration: number;
  /** How many images speak (see `countSpeaking`). */
  readonly speaking: number;
  /** How many images it differs from 0 by (see `countDiffering`). */
  readonly differing: number;
}

/** Of no images. */
export const nothing: Resampled = {
  estimate: Number.NaN,
  drawn: new Float64Array(),
  images: 0,
  acceleration: 0,
  speaking: 0,
  differing: 0,
};

/** Draws any statistics on images that are numbered below `total`, and jackknifes them. */
export function resample(
  images: Int32Array,
  total: number,
  statistic: (counts: Int32Array) => number[],
  { resamples, seed }: { readonly resamples: number; readonly seed: number },
): Resampled[] {
  if (images.length === 0) {
    return [];
  }
  const counts = countImages(images, total);
  const drawn = pairedBootstrap(images, total, statistic, { resamples, seed });
  const leftOut = leaveOut(images, counts, statistic);
  return statistic(counts).map((estimate, at) => {
    const values = leftOut.map((one) => one[at] ?? Number.NaN);
    const speaking = { speaking: countSpeaking(values), differing: countDiffering(estimate, values) };
    return { estimate, drawn: drawn[at] ?? nothing.drawn, images: images.length, acceleration: accelerationOf(values), ...speaking };
  });
}

/** Whether a statistic has a value, and has one on most resamples, so that they give an interval. */
export function isMostlyDefined({ estimate, drawn }: Pick<Resampled, 'estimate' | 'drawn'>): boolean {
  return !Number.isNaN(estimate) && drawn.length > 0 && drawn.filter((value) => !Number.isNaN(value)).length >= leastDefined * drawn.length;
}

/**
 * The BCa interval, widened to hold the expanded percentile interval, since BCa of few images is too short (of 25 or 50 it called one
 * in thirteen equally good detectors different), and around a value by what may hide where few images speak.
 */
export function intervalOf(
  { estimate, drawn, images, acceleration, speaking }: Resampled,
  around: number,
  reach: number,
  alpha: number,
): Interval | undefined {
  const bca = isMostlyDefined({ estimate, drawn }) ? bcaInterval(drawn, estimate, acceleration, alpha) : undefined;
  const expanded = expandedPercentileInterval(drawn, images, alpha);
  return bca && widenFew(expanded ? hull(bca, expanded) : bca, speaking, around, reach);
}

function hull(one: Interval, other: Interval): Interval {
  return { low: Math.min(one.low, other.low), high: Math.max(one.high, other.high) };
}

/** An interval within what the metric can be. */
export function clampTo(interval: Interval | undefined, { range: [least, most] }: Unseen): Interval | undefined {
  return interval && { low: Math.max(least, interval.low), high: Math.min(most, interval.high) };
}

/** The numbers of all its images. */
export function allOf({ images }: Scorer): Int32Array {
  return Int32Array.from({ length: images }, (_, image) => image);
}

/** A scorer for some of its images alone, and their numbers there. */
export function narrow(scorer: Scorer, only: Int32Array | undefined): readonly [scorer: Scorer, images: Int32Array] {
  const narrowed = only === undefined || only.length === scorer.images ? undefined : scorer.among?.(only);
  return narrowed === undefined ? [scorer, only ?? allOf(scorer)] : [narrowed, allOf(narrowed)];
}

/** The standard error of a resampled statistic: the deviation of what was drawn; NaN where it is mostly undefined. */
export function errorOf({ drawn }: Resampled): number {
  const defined = drawn.filter((value) => !Number.isNaN(value));
  const mean = defined.reduce((sum, value) => sum + value, 0) / defined.length;
  const squares = defined.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return defined.length < leastDefined * drawn.length || defined.length < 2 ? Number.NaN : Math.sqrt(squares / (defined.length - 1));
}

/** How often each image stands in a list. */
export function countImages(images: Int32Array, total: number): Int32Array {
  const counts = new Int32Array(total);
  for (const image of images) {
    counts[image] = (counts[image] ?? 0) + 1;
  }
  return counts;
}

/** The statistic without each group of images; neighbours go to different groups. */
function leaveOut(images: Int32Array, counts: Int32Array, statistic: (counts: Int32Array) => number[]): number[][] {
  const groups = Math.min(maxGroups, images.length);
  return Array.from({ length: groups }, (_, group) => {
    const rest = counts.slice();
    for (let at = group; at < images.length; at += groups) {
      const image = images[at] ?? 0;
      rest[image] = (rest[image] ?? 0) - 1;
    }
    return statistic(rest);
  });
}
