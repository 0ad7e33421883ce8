import type { Rle } from './rle.ts';

/** Objects in images as columns: the truth of a test set, or what a model found. One entry an object, four numbers a box. */
export interface ObjectColumns {
  /** The number of the image. */
  readonly image: Int32Array;
  /** The number of the class. */
  readonly of: Int32Array;
  /** Left, top, width and height in pixels. */
  readonly boxes: Float64Array;
  /** Square pixels: says to which range of sizes an object belongs, not how much of the image it covers. */
  readonly areas: Float64Array;
  /** Where masks are judged. */
  readonly masks?: readonly Rle[];
}

/** Objects that are there. */
export interface TruthColumns extends ObjectColumns {
  /** Regions with many objects: what lies in one counts neither for nor against a model. */
  readonly crowd: Uint8Array;
}

/** Objects that a model found. */
export interface DetectionColumns extends ObjectColumns {
  /** Finite numbers: the greater, the surer. */
  readonly scores: Float64Array;
}

/** A test set of objects, and what a model found in it. */
export interface DetectionSet {
  readonly images: number;
  readonly classes: number;
  readonly truths: TruthColumns;
  readonly detections: DetectionColumns;
}
