import { z } from 'zod';
import { SightlineError } from '../errors.ts';

/** Bounds of what is read: a file beyond them is refused, never half read. */
const maxClasses = 2000;
const maxImages = 10_000_000;

const className = z.string().min(1).max(256);

const prediction = z.strictObject({
  /** The id that joins a prediction with its truth: the path from the repository's root. */
  image: z.string().min(1).max(4096),
  /** Left out where the scores alone are the answer. */
  label: className.optional(),
  /** One a class, in the order of `classes`; for all images or for none. */
  scores: z.array(z.number()).max(maxClasses).optional(),
});

/** An image that could not be read, and the code of the reason. */
const skippedImage = z.strictObject({ image: z.string().min(1).max(4096), reason: z.string().min(1).max(256) });

/** The file that a predict stage writes: one answer an image. */
export const predictionsSchema = z.strictObject({
  version: z.literal(1),
  classes: z.array(className).min(1).max(maxClasses),
  predictions: z.array(prediction).max(maxImages),
  /** Images without an answer, where the spec says "badImages: skip". */
  skipped: z.array(skippedImage).max(maxImages).optional(),
});

/** What a model answered on a test set. */
export type Predictions = z.infer<typeof predictionsSchema>;

/**
 * Reads a predictions file. `file` names it in messages.
 * Throws `bad-predictions` for anything but a valid file whose labels are among its classes and whose scores are as many.
 */
export function parsePredictions(text: string, file: string): Predictions {
  const parsed = predictionsSchema.safeParse(parseJson(text, file));
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw refuse(file, issue === undefined ? 'not valid' : `${issue.path.join('.') || 'the file'}: ${issue.message}`);
  }
  checkAgreement(parsed.data, file);
  return parsed.data;
}

function parseJson(text: string, file: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new SightlineError('bad-predictions', `not JSON: ${error instanceof Error ? error.message : String(error)}`, {
      place: { file },
      hint: 'Write it with a JSON library; NaN and Infinity are no JSON numbers.',
      cause: error,
    });
  }
}

function checkAgreement(predictions: Predictions, file: string): void {
  const classes = new Set(predictions.classes);
  if (classes.size !== predictions.classes.length) {
    throw refuse(file, 'classes: a name stands twice');
  }
  for (const [at, { image, label, scores }] of predictions.predictions.entries()) {
    if (label === undefined && scores === undefined) {
      throw refuse(file, `predictions.${at} (${JSON.stringify(image)}): it has neither a label nor scores`);
    }
    if (label !== undefined && !classes.has(label)) {
      throw refuse(file, `predictions.${at} (${JSON.stringify(image)}): label ${JSON.stringify(label)} is not among the classes`);
    }
    if (scores !== undefined && scores.length !== predictions.classes.length) {
      throw refuse(file, `predictions.${at} (${JSON.stringify(image)}): ${scores.length} scores for ${predictions.classes.length} classes`);
    }
  }
}

function refuse(file: string, message: string): SightlineError {
  return new SightlineError('bad-predictions', message, { place: { file } });
}
