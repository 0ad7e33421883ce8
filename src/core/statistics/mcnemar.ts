import { binomialMass } from './binomial.ts';

/**
 * McNemar's mid-p test: the two-sided p-value that two models are right equally often, from the numbers
 * of images that only one of them got right. Without such images there is nothing to doubt: p = 1.
 *
 * Fagerland, Lydersen, Laake: The McNemar test for binary matched-pairs data: mid-p and asymptotic are
 * better than exact conditional. BMC Medical Research Methodology 13:91, 2013.
 */
export function mcnemarMidP(onlyBaseRight: number, onlyHeadRight: number): number {
  const discordant = onlyBaseRight + onlyHeadRight;
  const fewer = Math.min(onlyBaseRight, onlyHeadRight);
  if (discordant === 0 || onlyBaseRight === onlyHeadRight) {
    return 1;
  }
  // From the largest term down, each by the ratio to the one before, so that tiny p-values keep their digits.
  const mass = binomialMass(discordant, 0.5, fewer);
  let tail = mass / 2;
  for (let k = fewer, term = mass; k > 0 && term > tail * Number.EPSILON; k--) {
    term *= k / (discordant - k + 1);
    tail += term;
  }
  return Math.min(1, 2 * tail);
}
