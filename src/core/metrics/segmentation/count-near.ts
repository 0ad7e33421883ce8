/** The size of an image in pixels. */
interface Size {
  readonly width: number;
  readonly height: number;
}

/**
 * How far two boundary pixels may lie apart, from centre to centre, squared: 0.75 % of the image's diagonal (Csurka, Larlus,
 * Perronnin: What is a good evaluation measure for semantic segmentation? BMVC 2013). Squared distances are whole numbers, so
 * the square is rounded down and no comparison with it is.
 */
export function squaredTolerance({ width, height }: Size): number {
  return Math.floor((9 * (width * width + height * height)) / 160_000); // (3 / 400) squared
}

/**
 * How many of the `pixels` have one of `others` within a distance whose square is `square`: exact, as by a Euclidean distance
 * transform. Both are numbers of pixels in ascending order. Each row walks along the rows in reach, the nearest first, until
 * all of its pixels have found one.
 */
export function countNear(pixels: Int32Array, others: Int32Array, { width, height }: Size, square: number): number {
  if (pixels.length === 0 || others.length === 0) {
    return 0;
  }
  const otherRows = startRows(others, width, height);
  const reach = Math.min(Math.floor(Math.sqrt(square)), height - 1);
  const aside = Int32Array.from({ length: reach + 1 }, (_, down) => Math.floor(Math.sqrt(square - down * down)));
  const isFound = new Uint8Array(pixels.length);
  let found = 0;
  for (let start = 0, end = 0; start < pixels.length; start = end) {
    const row = Math.floor((pixels[start] ?? 0) / width);
    end = endOfRow(pixels, start, (row + 1) * width);
    const wanted = found + end - start;
    for (let step = 0; step <= 2 * reach && found < wanted; step++) {
      const down = step % 2 === 0 ? step / 2 : -(step + 1) / 2;
      const side = aside[Math.abs(down)] ?? 0;
      const last = otherRows[row + down + 1] ?? 0;
      let near = otherRows[row + down] ?? last;
      for (let at = start; at < end && near < last; at++) {
        if (isFound[at] === 1) {
          continue;
        }
        const opposite = (pixels[at] ?? 0) + down * width;
        while (near < last && (others[near] ?? 0) < opposite - side) {
          near++;
        }
        if (near < last && (others[near] ?? 0) <= opposite + side) {
          isFound[at] = 1;
          found++;
        }
      }
    }
  }
  return found;
}

function endOfRow(pixels: Int32Array, start: number, next: number): number {
  let end = start;
  while (end < pixels.length && (pixels[end] ?? 0) < next) {
    end++;
  }
  return end;
}

/** The first pixel of each row; one more entry ends the last. */
function startRows(pixels: Int32Array, width: number, height: number): Int32Array {
  const starts = new Int32Array(height + 1);
  for (let row = 0, at = 0; row <= height; row++) {
    at = endOfRow(pixels, at, row * width);
    starts[row] = at;
  }
  return starts;
}
