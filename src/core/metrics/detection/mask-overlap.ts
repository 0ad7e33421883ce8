import type { Overlap } from './box-overlap.ts';
import type { DetectionColumns, TruthColumns } from './detection-set.ts';
import { forEachShared } from './merge-masks.ts';
import { type Rle, maskArea, maskBox } from './rle.ts';

/** The shared pixels of two masks over the pixels of both; over those of the detection where the truth is a crowd. */
export function maskOverlap(detections: DetectionColumns, { masks: there = [], crowd }: TruthColumns): Overlap {
  const found = detections.masks ?? [];
  const [boxes, trueBoxes] = [found.map(maskBox), there.map(maskBox)];
  const [areas, trueAreas] = [found.map(maskArea), there.map(maskArea)];
  return (detection, truth) => {
    const [mask, trueMask] = [found[detection], there[truth]];
    const [box, trueBox] = [boxes[detection], trueBoxes[truth]];
    if (mask === undefined || trueMask === undefined || !doMeet(box, trueBox)) {
      return 0;
    }
    const shared = countShared(mask, trueMask);
    const area = areas[detection] ?? 0;
    return shared === 0 ? 0 : shared / (crowd[truth] === 1 ? area : area + (trueAreas[truth] ?? 0) - shared);
  };
}

type Box = ReturnType<typeof maskBox>;

function doMeet(one: Box = [0, 0, 0, 0], other: Box = [0, 0, 0, 0]): boolean {
  const apart = (axis: 0 | 1): boolean =>
    one[axis] >= other[axis] + (other[axis + 2] ?? 0) || other[axis] >= one[axis] + (one[axis + 2] ?? 0);
  return !apart(0) && !apart(1);
}

function countShared(one: Rle, other: Rle): number {
  let shared = 0;
  forEachShared(one, other, (length, first, second) => {
    shared += first && second ? length : 0;
  });
  return shared;
}
