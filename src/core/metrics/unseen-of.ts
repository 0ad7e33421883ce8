import type { Answers } from './classification/confusion.ts';
import type { Unseen } from './hidden-reach.ts';
import { weighAlike, weighClasses } from './image-weights.ts';
import type { ImageSets, Pairs } from './pair-evaluations.ts';
import type { MetricId } from './scorer.ts';
import { findMetric } from './task.ts';

/** Metrics that are one number of all images, whatever their classes. */
const ofAllImages = /^(hamming-loss|top-\d|micro-.*|log-loss|brier|.*ece|mce|accuracy)$/;
/** Metrics that need images of the class, and others. */
const ofBothKinds = /roc-auc/;

/** What may hide of a metric of a classifier among some images: of a class that it is of, or of all those that it is the mean of. */
export function unseenAmong(columns: Answers, only: Int32Array): (metric: MetricId) => Unseen {
  const support = supportsOf(columns, only);
  const images = only.length;
  return ({ name, of }) => {
    const range = findMetric('classification', name)?.range ?? [0, 1];
    if (of !== undefined) {
      const own = support[of] ?? 0;
      return { range, weights: weighAlike(ofBothKinds.test(name) ? Math.min(own, images - own) : own) };
    }
    return { range, weights: ofAllImages.test(name) ? weighAlike(images) : weighClasses(support) };
  };
}

/** The same of both sides of a comparison. */
export function unseenOf(pairs: Pairs, only: ImageSets): (metric: MetricId, side: 'base' | 'head') => Unseen {
  const sides = { base: unseenAmong(pairs.base, only.base), head: unseenAmong(pairs.head, only.head) };
  return (metric, side) => sides[side](metric);
}

function supportsOf({ classCount, truth }: Answers, images: Int32Array): number[] {
  const supports = Array.from({ length: classCount }, () => 0);
  for (const image of images) {
    const of = truth[image] ?? 0;
    supports[of] = (supports[of] ?? 0) + 1;
  }
  return supports;
}
