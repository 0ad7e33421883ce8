import { logGamma } from './gamma.ts';

function logFactorial(n: number): number {
  return logGamma(n + 1);
}

/** P(X = k) for X ~ Binomial(n, p), with 0 <= k <= n and 0 <= p <= 1. */
export function binomialMass(n: number, p: number, k: number): number {
  if (p === 0 || p === 1) {
    return k === n * p ? 1 : 0;
  }
  const log = logFactorial(n) - logFactorial(k) - logFactorial(n - k) + k * Math.log(p) + (n - k) * Math.log1p(-p);
  return Math.exp(log);
}

/** The part of a binomial distribution that carries its mass: `masses[i]` is P(X = first + i). */
export interface BinomialWindow {
  readonly first: number;
  readonly masses: Float64Array;
}

/** What is left out on either side has less than this mass a value. */
const negligible = 1e-22;

/** Binomial(n, p) around its mode, out to where single values are negligible. Costs O(sqrt(n p (1 - p))). */
export function binomialWindow(n: number, p: number): BinomialWindow {
  const mode = Math.min(n, Math.floor((n + 1) * p));
  if (p === 0 || p === 1) {
    return { first: mode, masses: Float64Array.of(1) };
  }
  const odds = p / (1 - p);
  const peak = binomialMass(n, p, mode);
  const below: number[] = [];
  for (let k = mode, mass = peak; k > 0; k--) {
    mass *= k / ((n - k + 1) * odds);
    if (mass < negligible) {
      break;
    }
    below.push(mass);
  }
  const above: number[] = [];
  for (let k = mode, mass = peak; k < n; k++) {
    mass *= ((n - k) * odds) / (k + 1);
    if (mass < negligible) {
      break;
    }
    above.push(mass);
  }
  return { first: mode - below.length, masses: Float64Array.from([...below.toReversed(), peak, ...above]) };
}

/** P(X < k) + P(X = k) / 2 for X ~ Binomial(n, p): the lower tail with half of the value itself ("mid-p"). */
export function midLowerTail(n: number, p: number, k: number): number {
  const { first, masses } = binomialWindow(n, p);
  let sum = 0;
  for (let at = 0; at < masses.length && first + at <= k; at++) {
    sum += (masses[at] ?? 0) * (first + at === k ? 0.5 : 1);
  }
  return sum;
}
