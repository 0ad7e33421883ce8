import type { Interval } from './interval.ts';
import { momentsOf } from './paired-t.ts';
import { studentCriticalValue } from './student-t.ts';

/** The mean difference over seeds with its interval. */
export interface SeededDifference extends Interval {
  readonly difference: number;
  /** Standard deviation of the difference from seed to seed. */
  readonly deviation: number;
}

/**
 * The interval, at level 1 - alpha, of the difference that a change makes: over all seeds and all images like those of the test
 * set. `differences` are head minus base, one a seed, all on the same images; `imageError` is the standard error that the images
 * leave in any one of them. The seeds' share shrinks with their number, the images' doesn't; Student's t with the seeds'
 * degrees of freedom, which is on the careful side.
 *
 * Bouthillier et al.: Accounting for variance in machine learning benchmarks. MLSys 2021, section 3 (both sources of variance).
 */
export function seededInterval(differences: readonly number[], imageError: number, alpha: number): SeededDifference {
  const { mean, deviation } = momentsOf(differences);
  const error = Math.sqrt(deviation ** 2 / differences.length + imageError ** 2);
  const half = studentCriticalValue(alpha, differences.length - 1) * error;
  return { difference: mean, deviation, low: mean - half, high: mean + half };
}
