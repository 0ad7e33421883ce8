import type { ObjectTruth } from '../../labels/object-truth.ts';
import type { Unseen } from '../hidden-reach.ts';
import type { MetricId } from '../scorer.ts';
import { holdersOf } from './object-slices.ts';

/** What may hide of a metric of detection among some images: of the images that hold its class, or the rarest of the classes that it is the mean of. */
export function unseenObjects(truth: ObjectTruth, only: Int32Array | undefined): (metric: MetricId) => Unseen {
  const wanted = only === undefined ? undefined : new Set(only);
  const holders = holdersOf(truth).map((images) =>
    wanted === undefined ? images.length : images.filter((image) => wanted.has(image)).length,
  );
  const present = holders.filter((count) => count > 0);
  const rarest = present.reduce((least, count) => Math.min(least, count), Number.POSITIVE_INFINITY);
  return ({ of }) => ({
    range: [0, 1],
    images: of === undefined ? (present.length === 0 ? 0 : rarest) : (holders[of] ?? 0),
    parts: of === undefined ? present.length : 1,
  });
}
