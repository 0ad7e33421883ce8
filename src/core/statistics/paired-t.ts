import type { Interval } from './interval.ts';
import { studentCriticalValue, studentTwoSided } from './student-t.ts';

/** Mean and standard deviation (n - 1) of a sample. */
export interface Moments {
  readonly mean: number;
  readonly deviation: number;
}

/** NaN where it takes more values than there are. */
export function momentsOf(sample: readonly number[] | Float64Array): Moments {
  const values = Float64Array.from(sample);
  const mean = values.reduce((sum, one) => sum + one, 0) / values.length;
  const squares = values.reduce((sum, one) => sum + (one - mean) ** 2, 0);
  return { mean, deviation: Math.sqrt(squares / (values.length - 1)) };
}

/** Student's t of paired differences: the two-sided p-value, and the interval of their mean at level 1 - alpha. */
export interface PairedTResult extends Interval {
  readonly statistic: number;
  readonly p: number;
  readonly freedom: number;
}

/**
 * Whether the mean of paired differences is zero; needs two of them. Student: The probable error of a mean. Biometrika 6, 1908.
 * Differences that are all the same number have no spread: t is infinite (p = 0), or NaN when that number is 0.
 */
export function pairedT(differences: readonly number[] | Float64Array, alpha = 0.05): PairedTResult {
  const { mean, deviation } = momentsOf(differences);
  const freedom = differences.length - 1;
  const error = deviation / Math.sqrt(differences.length);
  const statistic = mean / error;
  const half = error === 0 ? 0 : studentCriticalValue(alpha, freedom) * error;
  return { statistic, p: studentTwoSided(statistic, freedom), freedom, low: mean - half, high: mean + half };
}
