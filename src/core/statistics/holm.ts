/** One hypothesis of a family: its adjusted p-value, and the level at which Holm's procedure judged it. */
export interface HolmStep {
  /** From 0 to 1, never below the raw p-value. */
  readonly adjusted: number;
  /** The alpha to build this hypothesis' interval with, so that interval and test say the same. */
  readonly alpha: number;
}

/**
 * Holm's step-down correction: with it the chance of even one false alarm in the family stays under `alpha`.
 * The smallest p-value is held against alpha / m, the next against alpha / (m - 1), ...; after the first
 * that isn't smaller, all others are held against the level at which that one failed.
 *
 * Holm: A simple sequentially rejective multiple test procedure. Scandinavian Journal of Statistics 6, 1979.
 */
export function holmCorrection(pValues: readonly number[], alpha: number): HolmStep[] {
  const order = pValues.map((_, index) => index).toSorted((a, b) => (pValues[a] ?? 1) - (pValues[b] ?? 1));
  const steps = pValues.map((): HolmStep => ({ adjusted: 1, alpha }));
  let adjusted = 0;
  let stopped: number | undefined;
  for (const [rank, index] of order.entries()) {
    const p = pValues[index] ?? 1;
    const remaining = order.length - rank;
    const level = stopped ?? alpha / remaining;
    adjusted = Math.max(adjusted, Math.min(1, p * remaining));
    steps[index] = { adjusted, alpha: level };
    if (p >= level) {
      stopped = level;
    }
  }
  return steps;
}
