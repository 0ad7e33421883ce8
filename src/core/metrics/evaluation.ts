import { z } from 'zod';
import { estimatesSchema } from './estimate.ts';
import { fairnessSchema } from './fairness/fairness-section.ts';

const share = z.number().min(0).max(1);
const count = z.int().min(0);
const text = z.string().max(4096);

/** A proportion with Wilson's 95 % interval. */
const proportion = z.strictObject({ value: share, low: share, high: share });

const classScores = z.strictObject({
  class: z.string().max(256),
  /** Images of the class, and images called so. */
  support: count,
  predicted: count,
  /** Null where it is undefined: never 0 by silence. */
  precision: share.nullable(),
  recall: share.nullable(),
  f1: share.nullable(),
});

const scores = z.strictObject({
  images: count,
  right: count,
  /** Null without an image. */
  accuracy: proportion.nullable(),
  macroF1: share.nullable(),
  classes: z.array(classScores),
});

const scored = z.strictObject({
  /** By class, against all others. */
  rocAuc: z.array(share.nullable()),
  averagePrecision: z.array(share.nullable()),
  /** Bins of confidence, each with its upper bound; without a bin where the scores are no probabilities. */
  reliability: z.array(z.strictObject({ low: share, high: share, count, accuracy: share.nullable(), confidence: share.nullable() })),
});

/** How a model did on a test set, with the answer on each image, so that it can be paired with another model's. */
export const evaluationSchema = z.strictObject({
  version: z.literal(1),
  task: z.literal('classification'),
  /** The test set's classes in its order, then those that only the model knows. */
  classes: z.array(z.string().max(256)).min(1).max(2000),
  /** SHA-256 over the ids and truths of the test set. */
  testSet: z.string().regex(/^sha256:[0-9a-f]{64}$/),
  /** Images of the test set that could not be read, and are not judged. */
  skipped: z.array(text),
  overall: scores,
  /** Counts by truth (rows) and prediction (columns). */
  confusion: z.array(z.array(count)),
  /** Every metric of the whole test set by its name, null where it is undefined; left out by older versions. */
  metrics: z.record(z.string().max(64), z.number().nullable()).optional(),
  /** What the order of the scores says of each class, and the reliability table; left out without scores. */
  scored: scored.optional(),
  slices: z.array(
    z.strictObject({
      column: text,
      value: text,
      /** Fewer than 30 images, or an interval of accuracy that is 30 points wide or wider; left out by older versions. */
      tooSmall: z.boolean().optional(),
      scores,
      /** Every metric of the model on these images; left out by older versions. */
      metrics: estimatesSchema.optional(),
    }),
  ),
  /** Where the spec asks for it. */
  fairness: fairnessSchema.optional(),
  /** Columns of equal length, one entry an image, sorted by image. */
  rows: z.strictObject({
    image: z.array(text),
    /** Numbers of classes. */
    truth: z.array(count),
    predicted: z.array(count),
    /** The score of the predicted class, as the model gave it; null where it gave labels only. */
    confidence: z.array(z.number().nullable()),
    /** The scores of each image by class; left out where there are none, or more than a million. */
    scores: z.array(z.array(z.number())).optional(),
    /** The values that make slices, by column; '' for an image that is in none. */
    metadata: z.record(z.string(), z.array(text)),
  }),
});

/** A valid evaluation. */
export type Evaluation = z.infer<typeof evaluationSchema>;

/** The scores of one set of images. */
export type Scores = Evaluation['overall'];
