import { createClassificationScorer } from './classification/classification-scorer.ts';
import { compareScorers, compareScorersApart, type ScoredDifference } from './compare-scorers.ts';
import type { Measured } from './comparison.ts';
import type { Unmeasured } from './gates.ts';
import { measureAuc } from './measured-auc.ts';
import { measureShare, ownShare } from './measured-shares.ts';
import type { ImageSets, Pairs } from './pair-evaluations.ts';
import { affordableResamples, budgets, byOrder } from './resample-budget.ts';
import type { MetricId, Scorer } from './scorer.ts';
import { findMetric } from './task.ts';
import { unseenOf } from './unseen-of.ts';

/** Two classifiers: what they answered, and their metrics for any weights of the images. */
export interface ClassifierPair {
  readonly pairs: Pairs;
  readonly scorers: Readonly<Record<'base' | 'head', Scorer>>;
}

/** Two classifiers that can be measured. */
export function createClassifierPair(pairs: Pairs): ClassifierPair {
  return { pairs, scorers: { base: createClassificationScorer(pairs.base), head: createClassificationScorer(pairs.head) } };
}

/**
 * Metrics of both on some images, in their order: shares of right answers and areas under the ROC curve of a class by closed forms,
 * all others by one bootstrap. Says why where there are no images or no scores to measure one by, or too many to resample within
 * the budget.
 */
export function measureMetrics(
  two: ClassifierPair,
  only: ImageSets,
  metrics: readonly MetricId[],
  budget: number = budgets.asked,
): (Measured | Unmeasured)[] {
  const { pairs } = two;
  const closed = metrics.map((metric) => whyNot(pairs, only, metric) ?? measureClosed(pairs, only, metric));
  const open = metrics.filter((_, at) => closed[at] === undefined);
  const resampled = new Map(
    [false, true].flatMap((areByOrder) =>
      resample(
        two,
        only,
        open.filter(({ name }) => byOrder.test(name) === areByOrder),
        affordableResamples(pairs, only.base.length + only.head.length, areByOrder, budget),
      ),
    ),
  );
  return metrics.map((metric, at) => {
    const measured = closed[at] ?? resampled.get(metric) ?? { why: `there are too many images and classes to resample ${metric.name}` };
    return 'why' in measured || !pairs.identical || measured.difference.difference === null
      ? measured
      : { ...measured, difference: { ...measured.difference, low: 0, high: 0 } };
  });
}

/** One of them. */
export function measureMetric(two: ClassifierPair, only: ImageSets, metric: MetricId): Measured | Unmeasured {
  return measureMetrics(two, only, [metric])[0] ?? { why: 'nothing was measured' };
}

function whyNot({ base, head }: Pairs, only: ImageSets, { name, of }: MetricId): Unmeasured | undefined {
  if (only.base.length === 0 || only.head.length === 0) {
    return { why: 'the test set has no image to judge it by' };
  }
  if (of !== undefined && of < 0) {
    return { why: 'the test set has no such class' };
  }
  const lacking = base.scores === undefined ? 'base' : head.scores === undefined ? 'head' : undefined;
  if (lacking === undefined || findMetric('classification', name)?.needsScores !== true) {
    return undefined;
  }
  return {
    why: `${name} needs the scores of all classes, and ${lacking} has labels only, or is a stored evaluation that has no room for them`,
  };
}

/** Of two classes whose scores mirror each other, the mean of the areas is the area of either. */
function measureClosed(pairs: Pairs, only: ImageSets, metric: MetricId): Measured | undefined {
  const { name, of } = metric;
  if (name === 'roc-auc' && of !== undefined) {
    return measureAuc(pairs, only, of);
  }
  if (name !== 'macro-roc-auc' || pairs.classes.length !== 2) {
    return measureShare(pairs, only, metric);
  }
  const [one, other] = [measureAuc(pairs, only, 0), measureAuc(pairs, only, 1)].map(({ difference }) => difference);
  return one?.base === other?.base && one?.head === other?.head ? measureAuc(pairs, only, 0) : undefined;
}

function resample(
  { pairs, scorers: { base, head } }: ClassifierPair,
  only: ImageSets,
  metrics: readonly MetricId[],
  resamples: number,
): (readonly [MetricId, Measured])[] {
  if (metrics.length === 0 || resamples === 0) {
    return [];
  }
  const options = { unseen: unseenOf(pairs, only), resamples };
  const measured =
    pairs.change === null
      ? compareScorers(base, head, metrics, { only: only.head, ...options })
      : compareScorersApart(base, head, metrics, only, { ...options, testSets: pairs.testSets });
  return measured.map((one, at) => [metrics[at] ?? { name: '' }, toMeasured(pairs, only, metrics[at] ?? { name: '' }, one)] as const);
}

function toMeasured(pairs: Pairs, only: ImageSets, metric: MetricId, { own, ...difference }: ScoredDifference): Measured {
  const resampled = difference.head === null || own === null ? null : { value: difference.head, images: only.head.length, ...own };
  const share = ownShare(pairs, only, metric, difference.head);
  return { difference, head: share === undefined ? resampled : share };
}
