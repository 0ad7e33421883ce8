import { accelerationOf, bcaInterval, pairedBootstrap } from '../statistics/bootstrap.ts';
import type { Interval } from '../statistics/interval.ts';
import type { Difference } from './comparison.ts';
import { countSpeaking, hiddenReach, type Unseen, widenFew } from './hidden-reach.ts';
import { orNull } from './or-null.ts';
import type { ImageSets } from './pair-evaluations.ts';
import type { MetricId, Scorer } from './scorer.ts';

/** How to resample; fixed by default, so that the same predictions give the same interval everywhere. */
export interface ResampleOptions {
  readonly alpha?: number;
  readonly resamples?: number;
  readonly seed?: number;
  /** What may hide of a metric on a side; of a share of all images that count when left out. */
  readonly unseen?: (metric: MetricId, side: 'base' | 'head') => Unseen;
}

/** How to resample images that both models were judged on. */
export interface ScorerComparisonOptions extends ResampleOptions {
  /** The images that count, by number; all when left out. */
  readonly only?: Int32Array;
}

/** A metric of both models, with head's own interval beside that of the difference. */
export interface ScoredDifference extends Difference {
  readonly own: Interval | null;
}

/** Images are left out in at most so many groups: a jackknife of single images would cost as many scorings as there are images. */
const maxGroups = 200;
/** A metric that is undefined on more than one in twenty resamples has no interval. */
const leastDefined = 0.95;

const standard = { alpha: 0.05, resamples: 2000, seed: 20_240_229 };

/**
 * Any metrics of two models on the same images, each with the BCa interval of head minus base by the paired bootstrap over
 * images: both are scored on the same draws. Null where a metric is undefined. Where fewer than ten images speak, an interval
 * is widened by what could hide among as many images (see `hiddenReach`).
 *
 * The acceleration comes from leaving out groups of images, whose pull has the skewness that the images' own has, scaled so
 * that the formula holds (Efron: Better bootstrap confidence intervals. JASA 82, 1987; Shao, Wu: A general theory for jackknife
 * variance estimation. Annals of Statistics 17, 1989).
 */
export function compareScorers(
  base: Scorer,
  head: Scorer,
  metrics: readonly MetricId[],
  { only = allOf(head), ...given }: ScorerComparisonOptions = {},
): ScoredDifference[] {
  const options = { ...standard, ...given };
  const unseen = options.unseen ?? ((): Unseen => ({ range: [0, 1], images: only.length, parts: 1 }));
  const score = (counts: Int32Array): number[] => {
    const [before, now] = [base.score(counts, metrics), [...head.score(counts, metrics)]];
    return [...now, ...now.map((value, at) => value - (before[at] ?? Number.NaN))];
  };
  const before = base.score(countImages(only, base.images), metrics);
  const all = resample(only, head.images, score, options);
  return metrics.map((metric, at) => {
    const [own, difference] = [all[at] ?? nothing, all[metrics.length + at] ?? nothing];
    const reach = hiddenReach(unseen(metric, 'head'), options.alpha);
    return {
      ...describe(before[at] ?? Number.NaN, own.estimate, intervalOf(difference, 0, reach, options)),
      own: clamp(intervalOf(own, own.estimate, reach, options), unseen(metric, 'head')) ?? null,
    };
  });
}

/** The same on two test sets: each side's own images are drawn, and nothing is paired. */
export function compareScorersApart(
  base: Scorer,
  head: Scorer,
  metrics: readonly MetricId[],
  only: ImageSets = { base: allOf(base), head: allOf(head) },
  given: ResampleOptions = {},
): ScoredDifference[] {
  const options = { ...standard, ...given };
  const unseen =
    options.unseen ?? ((_: MetricId, side: 'base' | 'head'): Unseen => ({ range: [0, 1], images: only[side].length, parts: 1 }));
  const draw = (scorer: Scorer, images: Int32Array, seed: number): Resampled[] =>
    resample(images, scorer.images, (counts) => [...scorer.score(counts, metrics)], { ...options, seed });
  const [before, now] = [draw(base, only.base, options.seed), draw(head, only.head, options.seed + 1)];
  return metrics.map((metric, at) => {
    const [of, to] = [before[at] ?? nothing, now[at] ?? nothing];
    const reaches = { base: hiddenReach(unseen(metric, 'base'), options.alpha), head: hiddenReach(unseen(metric, 'head'), options.alpha) };
    const apart: Resampled = {
      estimate: to.estimate - of.estimate,
      drawn: to.drawn.map((value, resample) => value - (of.drawn[resample] ?? Number.NaN)),
      acceleration: 0, // that of a difference of two samples is small, and has no jackknife of one
      speaking: Math.min(of.speaking, to.speaking),
    };
    return {
      ...describe(of.estimate, to.estimate, intervalOf(apart, apart.estimate, reaches.base + reaches.head, options)),
      own: clamp(intervalOf(to, to.estimate, reaches.head, options), unseen(metric, 'head')) ?? null,
    };
  });
}

/** A statistic on the images, on resamples of them, and how the images pull at it. */
interface Resampled {
  readonly estimate: number;
  readonly drawn: Float64Array;
  readonly acceleration: number;
  readonly speaking: number;
}

const nothing: Resampled = { estimate: Number.NaN, drawn: new Float64Array(), acceleration: 0, speaking: 0 };

function resample(
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
    return { estimate, drawn: drawn[at] ?? nothing.drawn, acceleration: accelerationOf(values), speaking: countSpeaking(values) };
  });
}

function intervalOf(
  { estimate, drawn, acceleration, speaking }: Resampled,
  around: number,
  reach: number,
  { alpha, resamples }: { readonly alpha: number; readonly resamples: number },
): Interval | undefined {
  const isDefined = !Number.isNaN(estimate) && drawn.filter((value) => !Number.isNaN(value)).length >= leastDefined * resamples;
  const interval = isDefined ? bcaInterval(drawn, estimate, acceleration, alpha) : undefined;
  return interval && widenFew(interval, speaking, around, reach);
}

function clamp(interval: Interval | undefined, { range: [least, most] }: Unseen): Interval | undefined {
  return interval && { low: Math.max(least, interval.low), high: Math.min(most, interval.high) };
}

function describe(base: number, head: number, interval: Interval | undefined): Difference {
  return {
    base: orNull(base),
    head: orNull(head),
    difference: orNull(head - base),
    low: orNull(interval?.low ?? Number.NaN),
    high: orNull(interval?.high ?? Number.NaN),
  };
}

function allOf({ images }: Scorer): Int32Array {
  return Int32Array.from({ length: images }, (_, image) => image);
}

function countImages(images: Int32Array, total: number): Int32Array {
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
