import { type JudgedPixels, noClass } from './judged-pixels.ts';

/** The numbers of the pixels on the boundaries of classes (row times width plus column), ascending, one class after the other. */
export interface Boundaries {
  /** Where the pixels of each class start; one more entry ends the last. */
  readonly starts: Int32Array;
  readonly pixels: Int32Array;
}

/**
 * The boundary of a class: its pixels with a neighbour to the left, right, above or below that is judged and of another
 * class. The frame of the image makes no boundary, nor does a pixel that isn't judged: what lies beyond is not known.
 */
export function findBoundaries(
  { width, height, truth, ...masks }: JudgedPixels,
  of: 'truth' | 'predicted',
  classCount: number,
): Boundaries {
  const mask = of === 'truth' ? truth : masks.predicted;
  const starts = new Int32Array(classCount + 1);
  const found = new Int32Array(mask.length);
  let count = 0;
  for (let y = 0, at = 0; y < height; y++) {
    for (let x = 0; x < width; x++, at++) {
      const own = mask[at] ?? noClass;
      if (own === noClass) {
        continue;
      }
      const differs =
        (x > 0 && mask[at - 1] !== own && truth[at - 1] !== noClass) ||
        (x < width - 1 && mask[at + 1] !== own && truth[at + 1] !== noClass) ||
        (y > 0 && mask[at - width] !== own && truth[at - width] !== noClass) ||
        (y < height - 1 && mask[at + width] !== own && truth[at + width] !== noClass);
      if (differs) {
        found[count++] = at;
        starts[own + 1] = (starts[own + 1] ?? 0) + 1;
      }
    }
  }
  for (let one = 1; one <= classCount; one++) {
    starts[one] = (starts[one] ?? 0) + (starts[one - 1] ?? 0);
  }
  return { starts, pixels: sortByClass(found.subarray(0, count), mask, starts) };
}

function sortByClass(found: Int32Array, mask: Uint16Array, starts: Int32Array): Int32Array {
  const next = starts.slice();
  const sorted = new Int32Array(found.length);
  for (const at of found) {
    const own = mask[at] ?? 0;
    const to = next[own] ?? 0;
    sorted[to] = at;
    next[own] = to + 1;
  }
  return sorted;
}
