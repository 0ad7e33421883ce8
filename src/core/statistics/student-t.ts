import { betaCdf, betaQuantile } from './beta.ts';

/** P(|T| > |t|) of Student's distribution; `freedom` > 0 need not be whole. */
export function studentTwoSided(t: number, freedom: number): number {
  return Number.isNaN(t) ? Number.NaN : betaCdf(freedom / (freedom + t * t), freedom / 2, 0.5);
}

/** The t that leaves alpha / 2 above it: 2.57 for 0.05 and 5 degrees of freedom. */
export function studentCriticalValue(alpha: number, freedom: number): number {
  const x = betaQuantile(alpha, freedom / 2, 0.5);
  return Math.sqrt((freedom * (1 - x)) / x);
}
