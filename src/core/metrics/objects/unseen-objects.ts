import type { ObjectTruth } from '../../labels/object-truth.ts';
import type { Unseen } from '../hidden-reach.ts';
import { weighAlike, weighHeld } from '../image-weights.ts';
import type { MetricId } from '../scorer.ts';
import { holdersOf } from './object-slices.ts';

/** What may hide of a metric of detection among some images: of the images that hold its class, or all that hold any of the classes that it is the mean of. */
export function unseenObjects(truth: ObjectTruth, only: Int32Array | undefined): (metric: MetricId) => Unseen {
  const wanted = only === undefined ? undefined : new Set(only);
  const holders = holdersOf(truth).map((images) => (wanted === undefined ? images : images.filter((image) => wanted.has(image))));
  const held = Map.groupBy(
    holders.flatMap((images, of) => Array.from(images, (image) => ({ image, of }))),
    ({ image }) => image,
  );
  const ofClasses = weighHeld(
    [...held.values()].map((classes) => classes.map(({ of }) => of)),
    holders.length,
  );
  return ({ of }) => ({ range: [0, 1], weights: of === undefined ? ofClasses : weighAlike(holders[of]?.length ?? 0) });
}
