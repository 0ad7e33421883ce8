import type { Interval } from './interval.ts';
import { normalQuantile } from './normal.ts';

/**
 * Wilson's 95 % interval of a proportion, from 0 to 1; `trials` must be positive.
 * Wilson: Probable inference, the law of succession, and statistical inference. JASA 22, 1927.
 */
export function wilsonInterval(successes: number, trials: number): Interval {
  const z2 = normalQuantile.p975 ** 2;
  const share = successes / trials;
  const centre = (share + z2 / (2 * trials)) / (1 + z2 / trials);
  const half = (normalQuantile.p975 / (1 + z2 / trials)) * Math.sqrt((share * (1 - share)) / trials + z2 / (4 * trials * trials));
  return { low: successes === 0 ? 0 : Math.max(0, centre - half), high: successes === trials ? 1 : Math.min(1, centre + half) };
}
