import type { Estimate } from './estimate.ts';
import { percentileInterval } from '../statistics/bootstrap.ts';
import type { Interval } from '../statistics/interval.ts';
import { hiddenReach, type Unseen, widenFew } from './hidden-reach.ts';
import { orNull } from './or-null.ts';
import { type Resampled, clampTo, isMostlyDefined, narrow, nothing, resample, standardDraws } from './resample-scorer.ts';
import type { MetricId, Scorer } from './scorer.ts';

/** How to estimate. */
export interface EstimateOptions {
  /** The images that count, by number; all when left out. */
  readonly only?: Int32Array | undefined;
  /** What may hide of a metric. */
  readonly unseen: (metric: MetricId) => Unseen;
  readonly resamples?: number;
}

/** An evaluation holds many metrics of many slices: half the draws of a comparison, on whose intervals a verdict hangs. */
const fewerResamples = 1000;

/**
 * Metrics of one model with their intervals of a bootstrap over images (see `centredInterval`); null where undefined. They are
 * widened where few images speak.
 */
export function estimateScorer(
  all: Scorer,
  metrics: readonly MetricId[],
  { only, unseen, resamples = fewerResamples }: EstimateOptions,
): Estimate[] {
  const options = { ...standardDraws, resamples };
  const [scorer, images] = narrow(all, only);
  const drawn = resample(images, scorer.images, (counts) => [...scorer.score(counts, metrics)], options);
  return metrics.map((metric, at) => {
    const one = drawn[at] ?? nothing;
    const interval = centredInterval(one, unseen(metric), options.alpha);
    return { value: orNull(one.estimate), low: interval?.low ?? null, high: interval?.high ?? null };
  });
}

/**
 * The percentile interval of a model's own metric, moved so that the mean of what was drawn lies at the estimate. It is about what
 * test sets of this size give: AP is read off the upper envelope of precision, so that the AP of a resample exceeds that of its
 * set, with many classes by more than the standard error, and an interval that takes that for bias of the set's own AP (BCa,
 * basic) doesn't hold the number that it is about.
 */
export function centredInterval(one: Resampled, unseen: Unseen, alpha: number): Interval | undefined {
  const defined = one.drawn.filter((value) => !Number.isNaN(value));
  const interval = isMostlyDefined(one) ? percentileInterval(defined, alpha) : undefined;
  const excess = defined.reduce((sum, value) => sum + value - one.estimate, 0) / defined.length;
  const moved = interval && { low: interval.low - excess, high: interval.high - excess };
  return moved && clampTo(widenFew(moved, one.speaking, one.estimate, hiddenReach(unseen, alpha)), unseen);
}
