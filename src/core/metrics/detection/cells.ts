import type { DetectionSet } from './detection-set.ts';
import type { Order } from './order-objects.ts';

/** One class in one image: its detections are `start` to `end` of `byImage`, its truths `truthStart` to `truthEnd` of `truths`. */
export interface Cell {
  readonly start: number;
  readonly end: number;
  readonly truthStart: number;
  readonly truthEnd: number;
}

/** Walks every class and image that has a detection. */
export function forEachCell({ detections, truths }: DetectionSet, order: Order, visit: (cell: Cell) => void): void {
  const images = order.byImage.map((detection) => detections.image[detection] ?? 0);
  const truthImages = order.truths.map((truth) => truths.image[truth] ?? 0);
  for (let of = 0; of < order.classes; of++) {
    const last = order.starts[of + 1] ?? 0;
    const lastTruth = order.truthStarts[of + 1] ?? 0;
    let truthStart = order.truthStarts[of] ?? 0;
    for (let start = order.starts[of] ?? 0; start < last;) {
      const image = images[start] ?? 0;
      const end = endOfImage(images, image, start, last);
      while (truthStart < lastTruth && (truthImages[truthStart] ?? 0) < image) {
        truthStart++;
      }
      const truthEnd = endOfImage(truthImages, image, truthStart, lastTruth);
      visit({ start, end, truthStart, truthEnd });
      start = end;
    }
  }
}

function endOfImage(images: Int32Array, image: number, start: number, last: number): number {
  let end = start;
  while (end < last && images[end] === image) {
    end++;
  }
  return end;
}
