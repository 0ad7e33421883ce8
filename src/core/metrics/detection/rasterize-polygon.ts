import type { Rle } from './rle.ts';

/** The outline is drawn on a grid this much finer, and read off at the centres of pixels. */
const scale = 5;

/**
 * The pixels within a polygon (x, y, x, y ...), to the pixel those of pycocotools: every edge is drawn as a line of points on a
 * fine grid; where the line steps from one column's centre to the next, the pixels below it flip. An odd number of flips above is on.
 */
export function rasterizePolygon(points: readonly number[], width: number, height: number): Rle {
  const grid = points.map((value) => Math.trunc(scale * value + 0.5));
  const flips: number[] = [];
  let lastX: number | undefined;
  let lastY = 0;
  forEachOutlinePoint(grid, (x, y) => {
    if (lastX !== undefined && x !== lastX) {
      const column = ((x < lastX ? x : x - 1) + 0.5) / scale - 0.5;
      if (Number.isInteger(column) && column >= 0 && column <= width - 1) {
        const row = Math.ceil(Math.min(Math.max((Math.min(y, lastY) + 0.5) / scale - 0.5, 0), height));
        flips.push(column * height + row);
      }
    }
    lastX = x;
    lastY = y;
  });
  return { width, height, runs: toRuns(flips, width * height) };
}

/** Every point of the outline on the grid: along the longer side of each edge one point a step, from its end with the smaller coordinate. */
function forEachOutlinePoint(grid: readonly number[], visit: (x: number, y: number) => void): void {
  for (let at = 0; at < grid.length; at += 2) {
    const [x, y] = [grid[at] ?? 0, grid[at + 1] ?? 0];
    const [nextX, nextY] = [grid[(at + 2) % grid.length] ?? 0, grid[(at + 3) % grid.length] ?? 0];
    const [across, down] = [Math.abs(nextX - x), Math.abs(nextY - y)];
    const isFlat = across >= down;
    const length = isFlat ? across : down;
    const isReversed = isFlat ? x > nextX : y > nextY;
    const [startX, startY, endX, endY] = isReversed ? [nextX, nextY, x, y] : [x, y, nextX, nextY];
    const slope = length === 0 ? 0 : (isFlat ? endY - startY : endX - startX) / length;
    for (let step = 0; step <= length; step++) {
      const along = isReversed ? length - step : step;
      visit(
        isFlat ? startX + along : Math.trunc(startX + slope * along + 0.5),
        isFlat ? Math.trunc(startY + slope * along + 0.5) : startY + along,
      );
    }
  }
}

/** Runs between the places at which a mask flips; two flips at one place are none. */
function toRuns(flips: readonly number[], pixels: number): Uint32Array {
  const sorted = Float64Array.from(flips).toSorted();
  const runs: number[] = [];
  let start = 0;
  for (let at = 0; at < sorted.length;) {
    const place = sorted[at] ?? 0;
    let same = at;
    while (same < sorted.length && sorted[same] === place) {
      same++;
    }
    if ((same - at) % 2 === 1 && place < pixels) {
      runs.push(place - start);
      start = place;
    }
    at = same;
  }
  runs.push(pixels - start);
  return Uint32Array.from(runs);
}
