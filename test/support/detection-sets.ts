import fc from 'fast-check';
import type { DetectionSet } from '../../src/core/metrics/detection/detection-set.ts';

/** An object of a made set. A detection's score is 0 to 1; a truth has none. */
export interface MadeObject {
  readonly image: number;
  readonly of: number;
  readonly box: readonly [number, number, number, number];
  readonly crowd?: boolean;
  readonly score?: number;
}

/** A set of so many images and classes. */
export function detectionSet(images: number, classes: number, truths: readonly MadeObject[], found: readonly MadeObject[]): DetectionSet {
  const columns = (objects: readonly MadeObject[]) => ({
    image: Int32Array.from(objects, ({ image }) => image),
    of: Int32Array.from(objects, ({ of }) => of),
    boxes: Float64Array.from(objects.flatMap(({ box }) => box)),
    areas: Float64Array.from(objects, ({ box }) => box[2] * box[3]),
  });
  return {
    images,
    classes,
    truths: { ...columns(truths), crowd: Uint8Array.from(truths, ({ crowd = false }) => Number(crowd)) },
    detections: { ...columns(found), scores: Float64Array.from(found, ({ score = 0 }) => score) },
  };
}

const sides = fc.integer({ min: 5, max: 60 });
const places = fc.integer({ min: 0, max: 6 });

function objectOf(images: number, classes: number) {
  return fc.record({
    image: fc.nat(images - 1),
    of: fc.nat(classes - 1),
    // Few places and sizes, so that many boxes overlap.
    box: fc.tuple(
      places.map((at) => at * 5),
      places.map((at) => at * 5),
      sides,
      sides,
    ),
  });
}

/** Truths, crowds among them, and detections whose scores all differ. */
export function madeObjects(images: number, classes: number) {
  const object = objectOf(images, classes);
  const truth = fc.tuple(object, fc.nat(9)).map(([one, chance]) => ({ ...one, crowd: chance === 0 }));
  return fc.record({
    truths: fc.array(truth, { minLength: 1, maxLength: 25 }),
    found: fc.array(object, { maxLength: 40 }).map((found) => found.map((one, at) => ({ ...one, score: ((at * 7919) % 1009) / 1009 }))),
  });
}
