import { wilsonInterval } from '../statistics/proportion-interval.ts';
import { createClassificationScorer } from './classification/classification-scorer.ts';
import { classificationMetrics } from './classification/metric-table.ts';
import type { ClassificationColumns } from './classification/scored-answers.ts';
import { type Estimate, type Estimates, undefinedEstimate } from './estimate.ts';
import { estimateScorer } from './estimate-scorer.ts';
import { byOrder, numbersLookedAt } from './resample-budget.ts';
import { allOf, maxGroups } from './resample-scorer.ts';
import type { MetricId, Scorer } from './scorer.ts';
import { unseenAmong } from './unseen-of.ts';

/** Numbers that may be looked at for all slices of an evaluation and one kind of metric: 10 to 20 s. */
const budget = 8e8;
const mostResamples = 1000;
/** An interval of fewer says too little of its ends, so there is none. */
const fewestResamples = 200;

const ofModel = classificationMetrics.filter(({ of }) => of !== 'class').map(({ name }): MetricId => ({ name }));

/**
 * Every metric of the model on each slice, a slice being the numbers of its images: shares of right answers with Wilson's
 * interval, all others with that of a bootstrap over its images, of 1,000 resamples or as many as the slices together afford, and
 * without one where those are fewer than 200.
 */
export function estimateSlices(columns: ClassificationColumns, slices: readonly Int32Array[]): Estimates[] {
  const scorer = createClassificationScorer(columns);
  const resamples = { cheap: affordable(columns, slices, false), byOrder: affordable(columns, slices, true) };
  return slices.map((images) => {
    const own = scorer.among?.(images) ?? scorer;
    const unseen = unseenAmong(columns, images);
    const estimate = (metrics: readonly MetricId[], count: number): (readonly [string, Estimate])[] =>
      (count === 0 ? valuesOf(own, metrics) : estimateScorer(own, metrics, { unseen, resamples: count })).map(
        (one, at) => [metrics[at]?.name ?? '', asShare(metrics[at]?.name ?? '', one, images.length)] as const,
      );
    const found = new Map([
      ...estimate(
        ofModel.filter(({ name }) => !byOrder.test(name)),
        resamples.cheap,
      ),
      ...estimate(
        ofModel.filter(({ name }) => byOrder.test(name)),
        resamples.byOrder,
      ),
    ]);
    return Object.fromEntries(ofModel.map(({ name }) => [name, found.get(name) ?? undefinedEstimate]));
  });
}

/** Besides resamples, images are left out by groups. */
function affordable({ classCount, scores }: ClassificationColumns, slices: readonly Int32Array[], areByOrder: boolean): number {
  const each = slices.map((images) => numbersLookedAt(images.length, classCount, areByOrder && scores !== undefined));
  const scorings = Math.floor(budget / each.reduce((sum, one) => sum + one, 0));
  const resamples = Math.min(mostResamples, scorings - maxGroups);
  return resamples < fewestResamples ? 0 : resamples;
}

function valuesOf(scorer: Scorer, metrics: readonly MetricId[]): Estimate[] {
  const ones = new Int32Array(allOf(scorer).length).fill(1);
  return Array.from(scorer.score(ones, metrics), (value) => ({ value: Number.isNaN(value) ? null : value, low: null, high: null }));
}

/** Metrics that are a share of images, or what it lacks to 1. */
const shares = /^(accuracy|hamming-loss|top-\d)$/;

function asShare(name: string, estimate: Estimate, images: number): Estimate {
  const { value } = estimate;
  return value === null || !shares.test(name) ? estimate : { value, ...wilsonInterval(Math.round(value * images), images) };
}
