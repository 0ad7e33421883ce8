import { accelerationOf, bcaInterval, pairedBootstrap } from '../statistics/bootstrap.ts';
import type { Difference } from './comparison.ts';
import { orNull } from './or-null.ts';
import type { MetricId, Scorer } from './scorer.ts';

/** How to resample; fixed by default, so that the same predictions give the same interval everywhere. */
export interface ScorerComparisonOptions {
  /** The images that count, by number; all when left out. */
  readonly only?: Int32Array;
  readonly alpha?: number;
  readonly resamples?: number;
  readonly seed?: number;
}

/** Images are left out in at most so many groups: a jackknife of single images would cost as many scorings as there are images. */
const maxGroups = 200;
/** A metric that is undefined on more than one in twenty resamples has no interval. */
const leastDefined = 0.95;

/**
 * Any metrics of two models on the same images, each with the BCa interval of head minus base by the paired bootstrap over
 * images: both are scored on the same draws. Null where a metric is undefined.
 *
 * The acceleration comes from leaving out groups of images, whose pull has the skewness that the images' own has, scaled so
 * that the formula holds (Efron: Better bootstrap confidence intervals. JASA 82, 1987; Shao, Wu: A general theory for jackknife
 * variance estimation. Annals of Statistics 17, 1989).
 */
export function compareScorers(
  base: Scorer,
  head: Scorer,
  metrics: readonly MetricId[],
  { only, alpha = 0.05, resamples = 2000, seed = 20_240_229 }: ScorerComparisonOptions = {},
): Difference[] {
  const images = only ?? Int32Array.from({ length: head.images }, (_, image) => image);
  const subtract = (counts: Int32Array): number[] => {
    const before = base.score(counts, metrics);
    return Array.from(head.score(counts, metrics), (value, at) => value - (before[at] ?? Number.NaN));
  };
  const counts = countImages(images, head.images);
  const [before, now] = [base.score(counts, metrics), head.score(counts, metrics)];
  const drawn = images.length === 0 ? [] : pairedBootstrap(images, head.images, subtract, { resamples, seed });
  const leftOut = leaveOut(images, counts, subtract);
  return metrics.map((_, at): Difference => {
    const [of, to, values] = [before[at] ?? Number.NaN, now[at] ?? Number.NaN, drawn[at] ?? new Float64Array()];
    const pulls = leftOut.map((one) => one[at] ?? Number.NaN);
    const isDefined = values.filter((value) => !Number.isNaN(value)).length >= leastDefined * resamples;
    const interval = isDefined ? bcaInterval(values, to - of, accelerationOf(pulls), alpha) : undefined;
    return {
      base: orNull(of),
      head: orNull(to),
      difference: orNull(to - of),
      low: orNull(interval?.low ?? Number.NaN),
      high: orNull(interval?.high ?? Number.NaN),
    };
  });
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
