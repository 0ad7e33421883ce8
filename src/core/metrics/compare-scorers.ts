import type { Interval } from '../statistics/interval.ts';
import type { Difference } from './comparison.ts';
import { hiddenReach, type Unseen } from './hidden-reach.ts';
import { weighAlike } from './image-weights.ts';
import { orNull } from './or-null.ts';
import type { ImageSets } from './pair-evaluations.ts';
import { type DrawsApart, resampleApart, resamplePaired } from './resample-pair.ts';
import { allOf, clampTo, intervalOf, standardDraws } from './resample-scorer.ts';
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

/**
 * Any metrics of two models on the same images, each with the interval of head minus base by the paired bootstrap over
 * images (see `intervalOf`): both are scored on the same draws. Null where a metric is undefined. Where fewer than ten images speak, an interval
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
  const options = { ...standardDraws, ...given };
  const unseen = options.unseen ?? ((): Unseen => ({ range: [0, 1], weights: weighAlike(only.length) }));
  const pairs = resamplePaired(base, head, metrics, only, options);
  return pairs.map(({ metric, base: before, own, difference }) => {
    const reach = hiddenReach(unseen(metric, 'head'), options.alpha);
    return {
      ...describe(before, own.estimate, intervalOf(difference, 0, reach, options.alpha)),
      own: clampTo(intervalOf(own, own.estimate, reach, options.alpha), unseen(metric, 'head')) ?? null,
    };
  });
}

/** The same on two test sets: each side's own images are drawn, and nothing is paired. */
export function compareScorersApart(
  base: Scorer,
  head: Scorer,
  metrics: readonly MetricId[],
  only: ImageSets,
  given: ResampleOptions & Pick<DrawsApart, 'testSets'>,
): ScoredDifference[] {
  const options = { ...standardDraws, ...given };
  const unseen =
    options.unseen ?? ((_: MetricId, side: 'base' | 'head'): Unseen => ({ range: [0, 1], weights: weighAlike(only[side].length) }));
  const pairs = resampleApart(base, head, metrics, only, options);
  return pairs.map(({ metric, base: before, own, difference }) => {
    const reaches = { base: hiddenReach(unseen(metric, 'base'), options.alpha), head: hiddenReach(unseen(metric, 'head'), options.alpha) };
    return {
      ...describe(before, own.estimate, intervalOf(difference, difference.estimate, reaches.base + reaches.head, options.alpha)),
      own: clampTo(intervalOf(own, own.estimate, reaches.head, options.alpha), unseen(metric, 'head')) ?? null,
    };
  });
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
