import { type Rle, decodeRuns } from './rle.ts';
import { rasterizePolygon } from './rasterize-polygon.ts';
import { mergeMasks } from './merge-masks.ts';

interface Size {
  readonly width: number;
  readonly height: number;
}

/** More corners are no outline of an object. */
const maxNumbers = 200_000;

/** A COCO `segmentation` as a mask of the image's size: polygons, runs, or runs as a string. What is wrong, in words, where it is none. */
export function readObjectMask(segmentation: unknown, { width, height }: Size): Rle | string {
  if (width === 0 || height === 0) {
    return 'a mask needs the width and height of its image';
  }
  if (Array.isArray(segmentation)) {
    return readPolygons(segmentation, { width, height });
  }
  if (typeof segmentation !== 'object' || segmentation === null) {
    return 'no segmentation';
  }
  const { size, counts } = segmentation as { readonly size?: unknown; readonly counts?: unknown };
  if (!Array.isArray(size) || size[0] !== height || size[1] !== width) {
    return `segmentation.size must be that of the image, [${height}, ${width}]`;
  }
  const runs = typeof counts === 'string' ? decodeRuns(counts) : readRuns(counts);
  if (runs === undefined || runs.reduce((sum, run) => sum + run, 0) !== width * height) {
    return `segmentation.counts must be runs that add up to ${height} x ${width}`;
  }
  return { width, height, runs };
}

function readRuns(counts: unknown): Uint32Array | undefined {
  const isRuns = Array.isArray(counts) && counts.every((run) => Number.isInteger(run) && run >= 0 && run < 2 ** 32);
  return isRuns ? Uint32Array.from(counts as number[]) : undefined;
}

function readPolygons(polygons: readonly unknown[], size: Size): Rle | string {
  const masks: Rle[] = [];
  for (const polygon of polygons) {
    const isPolygon = Array.isArray(polygon) && polygon.length >= 6 && polygon.length % 2 === 0 && polygon.length <= maxNumbers;
    if (!isPolygon || !polygon.every((value) => Number.isFinite(value) && Math.abs(value as number) < 2 ** 20)) {
      return 'a polygon of segmentation must be at least three points, x and y each';
    }
    masks.push(rasterizePolygon(polygon as number[], size.width, size.height));
  }
  return masks.length === 0 ? 'segmentation has no polygon' : mergeMasks(masks);
}
