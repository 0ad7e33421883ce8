import { createHash } from 'node:crypto';
import type { DetectionColumns, ObjectColumns, TruthColumns } from '../detection/detection-set.ts';
import { findStarts, sortByKey, sortByScore } from '../detection/stable-sort.ts';

/** One digest an image of the objects that are there: classes, boxes, sizes, masks and crowds, in whatever order they are listed. */
export function digestTruths(truths: TruthColumns, images: number): string[] {
  const order = Int32Array.from(truths.image, (_, at) => at);
  return digestImages(truths, order, images, (entries) => {
    const each = [...entries].map((at) =>
      createHash('sha256')
        .update(bytesOf(truths, truths.crowd, at))
        .update(runsOf(truths, at)),
    );
    return each.map((hash) => hash.digest('hex')).toSorted();
  });
}

/**
 * One digest an image of what a model found in it, as far as metrics read the order of the list: they take detections of a class
 * by falling score, and those of one score as they are listed.
 */
export function digestDetections(detections: DetectionColumns, images: number): string[] {
  const classes = detections.of.reduce((most, of) => Math.max(most, of + 1), 0);
  const byScore = sortByScore(
    Int32Array.from(detections.image, (_, at) => at),
    detections.scores,
  );
  return digestImages(detections, sortByKey(byScore, detections.of, classes), images, (entries) =>
    [...entries].flatMap((at) => [bytesOf(detections, detections.scores, at), runsOf(detections, at)]),
  );
}

function digestImages(
  { image }: ObjectColumns,
  order: Int32Array,
  images: number,
  partsOf: (entries: Int32Array) => readonly (string | NodeJS.ArrayBufferView)[],
): string[] {
  const sorted = sortByKey(order, image, images);
  const starts = findStarts(image, images);
  return Array.from({ length: images }, (_, number) => {
    const hash = createHash('sha256');
    for (const part of partsOf(sorted.subarray(starts[number] ?? 0, starts[number + 1] ?? 0))) {
      hash.update(part);
    }
    return hash.digest('hex');
  });
}

/** The numbers of an object; `extra` is whether it is a crowd, or its score. */
function bytesOf({ of, boxes, areas }: ObjectColumns, extra: ArrayLike<number>, at: number): Float64Array {
  return Float64Array.of(of[at] ?? 0, ...boxes.subarray(at * 4, at * 4 + 4), areas[at] ?? 0, extra[at] ?? 0);
}

function runsOf({ masks }: ObjectColumns, at: number): Uint32Array {
  return masks?.[at]?.runs ?? new Uint32Array();
}
