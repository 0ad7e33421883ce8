import type { ObjectTruth } from '../../labels/object-truth.ts';
import type { ObjectColumns } from '../detection/detection-set.ts';

/** Pixels that a box may reach beyond its image: rounding, and boxes that count from the middle of a pixel. */
const slack = 1;

/** How many boxes reach beyond their image; those of an image whose size the labels don't say are not known to. */
export function countOutside({ image, boxes }: ObjectColumns, { imageWidths, imageHeights }: ObjectTruth): number {
  return image.filter((of, at) => {
    const [width, height] = [imageWidths[of] ?? 0, imageHeights[of] ?? 0];
    const [left = 0, top = 0, across = 0, down = 0] = boxes.subarray(at * 4, at * 4 + 4);
    const isInside = left >= -slack && top >= -slack && left + across <= width + slack && top + down <= height + slack;
    return width > 0 && height > 0 && !isInside;
  }).length;
}
