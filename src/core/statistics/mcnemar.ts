import { binomialMass } from './binomial.ts';
import { normalTwoSided } from './normal.ts';

/*
 * McNemar's tests of whether two models are right equally often, two-sided, from the numbers of images that only one of them got
 * right. Without such images there is nothing to doubt: p = 1 in every form.
 */

/** A test's statistic and its p-value. */
export interface TestResult {
  readonly statistic: number;
  readonly p: number;
}

/**
 * The exact conditional test: twice the binomial tail, at most 1; its statistic is the smaller number.
 * McNemar: Note on the sampling error of the difference between correlated proportions or percentages. Psychometrika 12, 1947.
 */
export function mcnemarExact(onlyBaseRight: number, onlyHeadRight: number): TestResult {
  const { tail } = tails(onlyBaseRight, onlyHeadRight);
  return { statistic: Math.min(onlyBaseRight, onlyHeadRight), p: Math.min(1, 2 * tail) };
}

/**
 * The mid-p test, which counts what was seen itself by half.
 *
 * Fagerland, Lydersen, Laake: The McNemar test for binary matched-pairs data: mid-p and asymptotic are
 * better than exact conditional. BMC Medical Research Methodology 13:91, 2013.
 */
export function mcnemarMidP(onlyBaseRight: number, onlyHeadRight: number): number {
  if (onlyBaseRight === onlyHeadRight) {
    return 1;
  }
  const { tail, mass } = tails(onlyBaseRight, onlyHeadRight);
  return Math.min(1, 2 * (tail - mass / 2));
}

/**
 * The asymptotic test, chi-squared with one degree of freedom; `continuity` takes 1 off the difference (Edwards: Note on the
 * correction for continuity in testing the significance of the difference between correlated proportions. Psychometrika 13, 1948).
 */
export function mcnemarChiSquared(onlyBaseRight: number, onlyHeadRight: number, continuity: boolean): TestResult {
  const discordant = onlyBaseRight + onlyHeadRight;
  if (discordant === 0) {
    return { statistic: 0, p: 1 };
  }
  const difference = Math.abs(onlyBaseRight - onlyHeadRight) - Number(continuity);
  return { statistic: difference ** 2 / discordant, p: normalTwoSided(difference / Math.sqrt(discordant)) };
}

/** P(X <= fewer) and P(X = fewer) for X ~ Binomial(discordant, 1/2). */
function tails(onlyBaseRight: number, onlyHeadRight: number): { readonly tail: number; readonly mass: number } {
  const discordant = onlyBaseRight + onlyHeadRight;
  const fewer = Math.min(onlyBaseRight, onlyHeadRight);
  // From the largest term down, each by the ratio to the one before, so that tiny p-values keep their digits.
  const mass = binomialMass(discordant, 0.5, fewer);
  let tail = mass;
  for (let k = fewer, term = mass; k > 0 && term > tail * Number.EPSILON; k--) {
    term *= k / (discordant - k + 1);
    tail += term;
  }
  return { tail, mass };
}
