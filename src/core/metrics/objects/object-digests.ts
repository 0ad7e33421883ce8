import { createHash } from 'node:crypto';
import type { ObjectColumns } from '../detection/detection-set.ts';
import { findStarts, sortByKey } from '../detection/stable-sort.ts';

/** One digest an image of the objects in it: their classes, boxes, sizes, masks, and `extra` (crowd or score). */
export function digestObjects({ image, of, boxes, areas, masks }: ObjectColumns, extra: ArrayLike<number>, images: number): string[] {
  const order = sortByKey(
    Int32Array.from(image, (_, at) => at),
    image,
    images,
  );
  const starts = findStarts(image, images);
  return Array.from({ length: images }, (_, number) => {
    const hash = createHash('sha256');
    for (const at of order.subarray(starts[number] ?? 0, starts[number + 1] ?? 0)) {
      const box = boxes.subarray(at * 4, at * 4 + 4);
      hash.update(Float64Array.of(of[at] ?? 0, ...box, areas[at] ?? 0, extra[at] ?? 0));
      hash.update(masks?.[at]?.runs ?? new Uint32Array());
    }
    return hash.digest('hex');
  });
}
