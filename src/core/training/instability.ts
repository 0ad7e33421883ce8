/** What a step or an epoch tells about the health of a training. */
export interface StepHealth {
  readonly loss: number;
  /** The Euclidean norm of the gradient of all weights. */
  readonly gradientNorm: number;
}

/** What the rules remember from step to step. */
export interface HealthRecord {
  /** Exponential mean of the loss with weight 0.05 for the newest step; undefined before the first. */
  readonly smoothedLoss?: number | undefined;
  /** The lowest smoothed loss so far. */
  readonly lowestLoss?: number | undefined;
  /** Steps in a row whose gradient was exactly zero though something was left to learn. */
  readonly stillSteps: number;
}

const smoothing = 0.05;
const divergenceFactor = 4;
const stillLimit = 20;
/** A loss under this is a net that has learnt all there was, not a dead one. */
const learntLoss = 1e-3;

/**
 * Judges one step. A training has failed when its loss is no number; when its smoothed loss rises above four times
 * both its lowest value and the loss of guessing (ln of the number of classes); or when no weight has moved for 20 steps.
 */
export function judgeStep(
  record: HealthRecord,
  step: StepHealth,
  classes: number,
): { readonly record: HealthRecord; readonly failure?: string } {
  if (!Number.isFinite(step.loss)) {
    return { record, failure: `the loss became ${step.loss}` };
  }
  if (!Number.isFinite(step.gradientNorm)) {
    return { record, failure: `the gradient became ${step.gradientNorm}` };
  }
  const smoothedLoss = record.smoothedLoss === undefined ? step.loss : record.smoothedLoss + smoothing * (step.loss - record.smoothedLoss);
  const lowestLoss = Math.min(record.lowestLoss ?? smoothedLoss, smoothedLoss);
  const still = step.gradientNorm === 0 && step.loss > learntLoss;
  const next: HealthRecord = { smoothedLoss, lowestLoss, stillSteps: still ? record.stillSteps + 1 : 0 };
  if (next.stillSteps >= stillLimit) {
    return { record: next, failure: `the net is dead: its gradient was zero for ${stillLimit} steps` };
  }
  if (smoothedLoss > divergenceFactor * Math.max(lowestLoss, Math.log(classes))) {
    return {
      record: next,
      failure: `the loss diverged: it rose to ${smoothedLoss.toPrecision(3)}, from ${lowestLoss.toPrecision(3)} at best`,
    };
  }
  return { record: next };
}

/** Whether a net gives every image the same scores: `scores` has one row of `classes` numbers for each image. */
export function isConstant(scores: Float32Array, classes: number): boolean {
  for (let index = classes; index < scores.length; index += 1) {
    if (Math.abs((scores[index] ?? 0) - (scores[index % classes] ?? 0)) > 1e-6) {
      return false;
    }
  }
  return scores.length > classes;
}
