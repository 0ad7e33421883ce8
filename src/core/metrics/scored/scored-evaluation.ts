import { z } from 'zod';
import { estimatesSchema } from '../estimate.ts';

const count = z.int().min(0);
const text = z.string().max(4096);
const className = z.string().max(256);
const classNumbers = z.array(z.array(count).max(2000));

/**
 * How a model did whose images may hold several classes each. It doesn't hold what its scorer knows: to pair it with another,
 * both are judged anew from their predictions.
 */
export const scoredEvaluationSchema = z.strictObject({
  version: z.literal(1),
  task: z.enum(['multi-label-classification', 'semantic-segmentation']),
  /** The test set's classes in its order, then those that only the model knows. */
  classes: z.array(className).min(1).max(2000),
  /** SHA-256 over the ids and truths of the test set. */
  testSet: z.string().regex(/^sha256:[0-9a-f]{64}$/),
  images: count,
  /** Images of the test set that could not be read, and are not judged. */
  skipped: z.array(text),
  /** Every metric of the whole model by its name. */
  metrics: estimatesSchema,
  byClass: z.array(
    z.strictObject({
      class: className,
      /** Images that hold the class, and images in which it was predicted. */
      images: count,
      predicted: count,
      /** Every metric of a class by its name. */
      metrics: estimatesSchema,
    }),
  ),
  slices: z.array(
    z.strictObject({
      column: text,
      value: text,
      images: count,
      /** Fewer than 30 images, or an interval of the primary metric that is 30 points wide or wider. */
      tooSmall: z.boolean(),
      metrics: estimatesSchema,
    }),
  ),
  /** Columns of equal length, one entry an image, sorted by image. */
  rows: z.strictObject({
    image: z.array(text),
    /** Numbers of the classes that an image holds, and of those that were predicted in it. */
    truth: classNumbers,
    predicted: classNumbers,
    /** The values that make slices, by column; '' for an image that is in none. */
    metadata: z.record(z.string(), z.array(text)),
  }),
});

/** A valid one. */
export type ScoredEvaluation = z.infer<typeof scoredEvaluationSchema>;
