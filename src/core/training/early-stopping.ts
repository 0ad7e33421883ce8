import type { FitParams } from './fit-params.ts';

/** What is known of the best epoch so far. */
export interface BestEpoch {
  readonly epoch: number;
  readonly value: number;
}

/** Whether an epoch is the best so far, and whether training should end after it. */
export interface StoppingAdvice {
  readonly best: BestEpoch;
  readonly improved: boolean;
  readonly stop: boolean;
}

/** Judges an epoch; `value` is its loss (lower is better) or accuracy (higher is better). */
export function judgeEpoch(
  rule: NonNullable<FitParams['earlyStopping']>,
  best: BestEpoch | undefined,
  epoch: number,
  value: number,
): StoppingAdvice {
  const gain = best === undefined ? Number.POSITIVE_INFINITY : rule.metric === 'loss' ? best.value - value : value - best.value;
  if (best === undefined || gain > rule.minDelta) {
    return { best: { epoch, value }, improved: true, stop: false };
  }
  return { best, improved: false, stop: epoch - best.epoch >= rule.patience };
}
