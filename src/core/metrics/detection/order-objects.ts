import type { DetectionSet } from './detection-set.ts';
import { findStarts, sortByKey, sortByScore } from './stable-sort.ts';

/** The objects of a set in the orders in which they are walked; entries are their numbers in the set. */
export interface Order {
  readonly classes: number;
  /** Detections by class, then falling score; equal scores by image, then as they came. */
  readonly ranked: Int32Array;
  /** Detections by class, then image, then falling score. */
  readonly byImage: Int32Array;
  /** Of both: where the detections of a class start. */
  readonly starts: Int32Array;
  /** Truths by class, then image, then as they came. */
  readonly truths: Int32Array;
  readonly truthStarts: Int32Array;
}

/** Sorts the objects of a set, by class or as one class of all; those of one image stand by class then. */
export function orderObjects({ images, classes, truths, detections }: DetectionSet, byClass: boolean): Order {
  const oneClass = (of: Int32Array): Int32Array => (byClass ? of : new Int32Array(of.length));
  const size = byClass ? classes : 1;
  const [truthClass, detectionClass] = [oneClass(truths.of), oneClass(detections.of)];
  const inImages = sortByKey(sortByKey(numbers(detections.of), detections.of, classes), detections.image, images);
  const ranked = sortByScore(inImages, detections.scores);
  return {
    classes: size,
    ranked: sortByKey(ranked, detectionClass, size),
    byImage: sortByKey(sortByKey(ranked, detections.image, images), detectionClass, size),
    starts: findStarts(detectionClass, size),
    truths: sortByKey(sortByKey(sortByKey(numbers(truths.of), truths.of, classes), truths.image, images), truthClass, size),
    truthStarts: findStarts(truthClass, size),
  };
}

function numbers({ length }: Int32Array): Int32Array {
  return Int32Array.from({ length }, (_, at) => at);
}
