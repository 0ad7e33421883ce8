import type { TruthColumns } from '../metrics/detection/detection-set.ts';

/** Labelled objects of a test set. Images and classes are numbered by rising id. */
export interface ObjectTruth {
  readonly imageIds: Float64Array;
  /** The files of the images, by their number. */
  readonly imageFiles: readonly string[];
  /** Pixels, by the image's number; 0 where the labels don't say. */
  readonly imageWidths: Int32Array;
  readonly imageHeights: Int32Array;
  /** What else the labels say of an image, by column: the values that make slices. */
  readonly imageMetadata: readonly Readonly<Record<string, string>>[];
  readonly classIds: Float64Array;
  readonly classNames: readonly string[];
  readonly objects: TruthColumns;
  /** The ids of the objects, in the order of the columns. */
  readonly ids: Float64Array;
}

/** The numbers of ids that are sorted. */
export function numberIds(ids: Float64Array): ReadonlyMap<number, number> {
  return new Map(Array.from(ids, (id, at) => [id, at]));
}
