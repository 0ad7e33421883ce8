import type { Unseen } from '../hidden-reach.ts';
import { weighAlike, weighHeld } from '../image-weights.ts';
import type { MetricId } from '../scorer.ts';

/** Metrics that are one number of all images, whatever their classes. */
const ofAllImages = /^(micro-.*|subset-accuracy|hamming-loss|pixel-accuracy|frequency-weighted-iou)$/;

/**
 * What may hide of a metric among some images: of those that hold the class that it is of, or of all that hold any of the classes
 * that it is the mean of. `truth` lists the classes in each image.
 */
export function unseenClasses(truth: readonly (readonly number[])[], classCount: number, only: Int32Array): (metric: MetricId) => Unseen {
  const held = Array.from(only, (image) => truth[image] ?? []);
  const ofClasses = weighHeld(held, classCount);
  const range = [0, 1] as const;
  return ({ name, of }) => {
    if (of !== undefined) {
      return { range, weights: weighAlike(held.filter((classes) => classes.includes(of)).length) };
    }
    return { range, weights: ofAllImages.test(name) || ofClasses.length === 0 ? weighAlike(only.length) : ofClasses };
  };
}
