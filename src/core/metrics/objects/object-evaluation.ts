import { z } from 'zod';
import { detectionErrors } from '../detection/detection-errors.ts';
import { estimatesSchema } from '../estimate.ts';

const share = z.number().min(0).max(1);
const count = z.int().min(0);
const text = z.string().max(4096);
const className = z.string().max(256);

/** The score to cut off at for the best F1 at an overlap of .5, tuned on the test set that it is told of; null without a truth or a detection. */
const threshold = z.strictObject({ score: z.number(), f1: share, precision: share, recall: share }).nullable();

/** How a detector did on a test set. It holds no matches: to pair it with another, both are judged anew from their predictions. */
export const objectEvaluationSchema = z.strictObject({
  version: z.literal(1),
  task: z.enum(['detection', 'instance-segmentation']),
  /** Those of the test set. */
  classes: z.array(className).min(1).max(2000),
  /** SHA-256 over the images, objects and boxes (or masks) of the test set. */
  testSet: z.string().regex(/^sha256:[0-9a-f]{64}$/),
  images: count,
  /** Without crowds. */
  objects: count,
  crowds: count,
  detections: count,
  /** Detections of categories that the test set doesn't list. */
  leftOut: count,
  /** Boxes that reach more than a pixel beyond their image, where its size is known. */
  outside: z.strictObject({ objects: count, detections: count }),
  /** Images without a detection. */
  emptyImages: count,
  /** Every metric by its name. */
  metrics: estimatesSchema,
  byClass: z.array(
    z.strictObject({
      class: className,
      /** Images that hold such an object, and how many objects there are. */
      images: count,
      support: count,
      /** AP, AP50 and AR100. */
      metrics: estimatesSchema,
      bestThreshold: threshold,
    }),
  ),
  /** Of all classes together. */
  bestThreshold: threshold,
  errors: z.strictObject({
    /** AP at an overlap of .5, which the costs are of. */
    precision: share.nullable(),
    kinds: z.array(
      z.strictObject({
        error: z.enum([...detectionErrors, 'missed']),
        count,
        /** How much greater AP50 were without it. */
        cost: z.number().nullable(),
      }),
    ),
  }),
  slices: z.array(
    z.strictObject({
      column: text,
      value: text,
      images: count,
      objects: count,
      /** Fewer than 30 images, or an interval of AP that is 30 points wide or wider. */
      tooSmall: z.boolean(),
      metrics: estimatesSchema,
    }),
  ),
  /** Columns of equal length, one entry an image. */
  rows: z.strictObject({
    image: z.array(text),
    objects: z.array(count),
    detections: z.array(count),
    /** Detections that found an object at an overlap of .5, wrong ones, and objects that were missed. */
    right: z.array(count),
    wrong: z.array(count),
    missed: z.array(count),
    /** The values that make slices, by column; '' for an image that is in none. */
    metadata: z.record(z.string(), z.array(text)),
  }),
});

/** A valid one. */
export type ObjectEvaluation = z.infer<typeof objectEvaluationSchema>;
