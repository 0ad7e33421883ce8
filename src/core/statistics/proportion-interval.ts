import { betaQuantile } from './beta.ts';
import type { Interval } from './interval.ts';
import { criticalValue } from './normal.ts';

/*
 * Intervals of a proportion at level 1 - alpha, from 0 to 1, from the number of successes among `trials` > 0.
 * Compared by Brown, Cai, DasGupta: Interval estimation for a binomial proportion. Statistical Science 16, 2001.
 */

/** Wilson: Probable inference, the law of succession, and statistical inference. JASA 22, 1927. */
export function wilsonInterval(successes: number, trials: number, alpha = 0.05): Interval {
  const z = criticalValue(alpha);
  const z2 = z ** 2;
  const share = successes / trials;
  const centre = (share + z2 / (2 * trials)) / (1 + z2 / trials);
  const half = (z / (1 + z2 / trials)) * Math.sqrt((share * (1 - share)) / trials + z2 / (4 * trials * trials));
  return { low: successes === 0 ? 0 : Math.max(0, centre - half), high: successes === trials ? 1 : Math.min(1, centre + half) };
}

/** The normal approximation (Wald): the one that everybody knows, and too short with few successes or failures. */
export function waldInterval(successes: number, trials: number, alpha = 0.05): Interval {
  return around(successes / trials, trials, alpha);
}

/** Agresti, Coull: Approximate is better than "exact" for interval estimation of binomial proportions. American Statistician 52, 1998. */
export function agrestiCoullInterval(successes: number, trials: number, alpha = 0.05): Interval {
  const z2 = criticalValue(alpha) ** 2;
  return around((successes + z2 / 2) / (trials + z2), trials + z2, alpha);
}

/** The exact interval: Clopper, Pearson: The use of confidence or fiducial limits illustrated in the case of the binomial. Biometrika 26, 1934. */
export function clopperPearsonInterval(successes: number, trials: number, alpha = 0.05): Interval {
  const failures = trials - successes;
  return {
    low: successes === 0 ? 0 : betaQuantile(alpha / 2, successes, failures + 1),
    high: failures === 0 ? 1 : betaQuantile(1 - alpha / 2, successes + 1, failures),
  };
}

/** The equal-tailed posterior interval of Jeffreys' prior, Beta(1/2, 1/2). */
export function jeffreysInterval(successes: number, trials: number, alpha = 0.05): Interval {
  const [a, b] = [successes + 0.5, trials - successes + 0.5];
  return { low: betaQuantile(alpha / 2, a, b), high: betaQuantile(1 - alpha / 2, a, b) };
}

function around(share: number, trials: number, alpha: number): Interval {
  const half = criticalValue(alpha) * Math.sqrt((share * (1 - share)) / trials);
  return { low: Math.max(0, share - half), high: Math.min(1, share + half) };
}
