import type { Unseen } from '../hidden-reach.ts';
import type { MetricId } from '../scorer.ts';

/** Metrics that are one number of all images, whatever their classes. */
const ofAllImages = /^(micro-.*|subset-accuracy|hamming-loss|pixel-accuracy|frequency-weighted-iou)$/;

/**
 * What may hide of a metric among some images: of those that hold the class that it is of, or the rarest of the classes that
 * it is the mean of. `truth` lists the classes in each image.
 */
export function unseenClasses(truth: readonly (readonly number[])[], classCount: number, only: Int32Array): (metric: MetricId) => Unseen {
  const holders = new Int32Array(classCount);
  for (const image of only) {
    for (const of of truth[image] ?? []) {
      holders[of] = (holders[of] ?? 0) + 1;
    }
  }
  const present = holders.filter((count) => count > 0);
  const rarest = present.reduce((least, count) => Math.min(least, count), Number.POSITIVE_INFINITY);
  const range = [0, 1] as const;
  return ({ name, of }) => {
    if (of !== undefined) {
      return { range, images: holders[of] ?? 0, parts: 1 };
    }
    return ofAllImages.test(name) || present.length === 0
      ? { range, images: only.length, parts: 1 }
      : { range, images: rarest, parts: present.length };
  };
}
