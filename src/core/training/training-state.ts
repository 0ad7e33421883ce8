import { z } from 'zod';

const finite = z.number();
const whole = z.int().min(0);

/** One line of the learning curves. */
const curvePoint = z.strictObject({
  /** From 1. */
  epoch: whole,
  /** How many steps were done at its end. */
  step: whole,
  learningRate: finite,
  loss: finite,
  accuracy: finite,
  validationLoss: finite.optional(),
  validationAccuracy: finite.optional(),
});

/** Where a training stands, as a checkpoint keeps it beside the weights. */
export const trainingStateSchema = z.strictObject({
  version: z.literal(1),
  /** A digest of everything that the training depends on: parameters, images, labels. */
  fingerprint: z.string().length(64),
  /** Steps that are done. */
  step: whole,
  /** Sums over the steps of the current epoch. */
  lossSum: finite,
  correct: whole,
  seen: whole,
  health: z.strictObject({ smoothedLoss: finite.optional(), lowestLoss: finite.optional(), stillSteps: whole }),
  best: z.strictObject({ epoch: whole, value: finite }).optional(),
  curves: z.array(curvePoint).max(100_000),
});

/** Where a training stands. */
export type TrainingState = z.infer<typeof trainingStateSchema>;

/** One line of the learning curves. */
export type CurvePoint = z.infer<typeof curvePoint>;

/** Learning curves as JSON lines. No times, so that the same training writes the same bytes. */
export function writeCurves(curves: readonly CurvePoint[]): string {
  return curves.map((point) => `${JSON.stringify(point)}\n`).join('');
}
