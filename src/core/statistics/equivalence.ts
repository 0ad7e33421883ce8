import { normalUpperTail } from './normal.ts';

/** Two one-sided tests: whether a difference lies within -margin and margin, and whether it lies above -margin. */
export interface EquivalenceResult {
  /** The larger of both one-sided p-values: at most alpha means equivalent at level alpha. */
  readonly p: number;
  /** Of "head is not worse by the margin or more". */
  readonly notWorse: number;
}

/**
 * TOST for a difference with its standard error, both in the unit of the metric. At level alpha it says `equivalent` exactly where
 * the interval at level 1 - 2 alpha lies within the margin; the verdicts use the interval at 1 - alpha, so they need alpha / 2.
 *
 * Schuirmann: A comparison of the two one-sided tests procedure and the power approach for assessing the equivalence of average
 * bioavailability. Journal of Pharmacokinetics and Biopharmaceutics 15, 1987.
 */
export function twoOneSidedTests(difference: number, error: number, margin: number): EquivalenceResult {
  const notWorse = normalUpperTail((difference + margin) / error);
  return { p: Math.max(notWorse, normalUpperTail((margin - difference) / error)), notWorse };
}
