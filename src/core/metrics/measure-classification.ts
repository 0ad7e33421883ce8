import { wilsonInterval } from '../statistics/proportion-interval.ts';
import { createClassificationScorer } from './classification/classification-scorer.ts';
import { compareAccuracy } from './compare-accuracy.ts';
import { compareScorers, compareScorersApart } from './compare-scorers.ts';
import { compareScores } from './compare-scores.ts';
import type { Difference } from './comparison.ts';
import type { Measured, Unmeasured } from './gates.ts';
import { classScore, macroF1Score } from './named-score.ts';
import { type ImageSets, type Pairs, selectImages } from './pair-evaluations.ts';
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
 * A metric of both on some images, by closed forms where there are: accuracy and recall are shares. Says why where there are no
 * images or no scores to measure it by.
 */
export function measureMetric(two: ClassifierPair, only: ImageSets, { name, of }: MetricId): Measured | Unmeasured {
  const { pairs } = two;
  if (only.base.length === 0 || only.head.length === 0) {
    return { why: 'the test set has no image to judge it by' };
  }
  if (of !== undefined && of < 0) {
    return { why: 'the test set has no such class' };
  }
  const lacking = findMetric('classification', name)?.needsScores === true ? sideWithoutScores(pairs) : undefined;
  if (lacking !== undefined) {
    return { why: `${name} needs the scores of all classes, and ${lacking} has labels only` };
  }
  switch (name) {
    case 'accuracy':
      return asShare(pairs, only);
    case 'recall':
      return asShare(
        pairs,
        selectImages(only, (side, image) => pairs[side].truth[image] === of),
      );
    case 'hamming-loss':
      return complement(asShare(pairs, only));
    case 'precision': {
      const called = selectImages(only, (side, image) => pairs[side].predicted[image] === of);
      const [difference] = compareScores(pairs, only, [classScore('precision', of ?? -1)]).differences;
      return { difference: difference ?? undefinedDifference, head: shareOfHead(pairs, called) };
    }
    case 'f1':
    case 'macro-f1': {
      const { differences, head } = compareScores(pairs, only, [of === undefined ? macroF1Score : classScore('f1', of)]);
      const [difference = undefinedDifference, interval] = [differences[0], head[0]];
      const known = difference.head !== null && interval !== null && interval !== undefined;
      return { difference, head: known ? { value: difference.head, images: only.head.length, ...interval } : null };
    }
    default:
      return resampleMetric(two, only, { name, ...(of === undefined ? {} : { of }) });
  }
}

const undefinedDifference: Difference = { base: null, head: null, difference: null, low: null, high: null };

function sideWithoutScores({ base, head }: Pairs): 'base' | 'head' | undefined {
  return base.scores === undefined ? 'base' : head.scores === undefined ? 'head' : undefined;
}

function resampleMetric({ pairs, scorers: { base, head } }: ClassifierPair, only: ImageSets, metric: MetricId): Measured {
  const unseen = unseenOf(pairs, only);
  const [measured] =
    pairs.change === null
      ? compareScorers(base, head, [metric], { only: only.head, unseen })
      : compareScorersApart(base, head, [metric], only, { unseen });
  const { own, ...difference } = measured ?? { ...undefinedDifference, own: null };
  return {
    difference: pairs.identical && difference.difference !== null ? { ...difference, low: 0, high: 0 } : difference,
    head: difference.head === null || own === null ? null : { value: difference.head, images: only.head.length, ...own },
  };
}

/** The share of right answers among these images, which is what recall and precision are on theirs. */
function asShare(pairs: Pairs, only: ImageSets): Measured {
  return { difference: compareAccuracy(pairs, only).accuracy, head: shareOfHead(pairs, only) };
}

function shareOfHead({ head }: Pairs, only: ImageSets): Measured['head'] {
  const images = only.head.length;
  const right = only.head.filter((image) => head.predicted[image] === head.truth[image]).length;
  return images === 0 ? null : { value: right / images, images, ...wilsonInterval(right, images) };
}

/** Of what a share lacks to 1. */
function complement({ difference: one, head }: Measured): Measured {
  return {
    difference: {
      base: lessThan(1, one.base),
      head: lessThan(1, one.head),
      difference: lessThan(0, one.difference),
      low: lessThan(0, one.high),
      high: lessThan(0, one.low),
    },
    head: head && { ...head, value: 1 - head.value, low: 1 - head.high, high: 1 - head.low },
  };
}

function lessThan(whole: number, value: number | null): number | null {
  return value === null ? null : whole - value;
}
