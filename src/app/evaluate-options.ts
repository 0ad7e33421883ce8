import type { ClassMask } from '../core/metrics/segmentation/class-mask.ts';
import type { SliceSpec } from '../core/metrics/slices/slice-spec.ts';
import type { PredictionFormat } from '../core/predictions/prediction-format.ts';
import type { MeasureImages } from './measure-images.ts';

/** The classes in the bytes of a mask; `file` names it. Throws an `image-` error for what is no mask. */
export type DecodeMask = (bytes: Uint8Array, file: string) => ClassMask;

/** Where to find predictions, and by which columns to slice, if not as the spec says. */
export interface EvaluateOptions {
  readonly predictions?: string | undefined;
  /** As the name of the file tells unless given. */
  readonly format?: PredictionFormat | undefined;
  readonly slices?: readonly SliceSpec[];
  /** Whether a classifier's slices have every metric with its interval, as they do unless this is false. */
  readonly estimates?: boolean;
  /** Opens the images where a slice needs to have them measured. */
  readonly measure: MeasureImages;
  readonly decodeMask: DecodeMask;
}
