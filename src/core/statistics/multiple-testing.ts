import { holmCorrection } from './holm.ts';

/*
 * Adjusted p-values of a family of tests, in the order given: one below alpha is rejected, and then the chance of a false alarm
 * (or, for the last two, the expected share of false alarms among the rejected) stays under alpha.
 */

/** A way to adjust p-values. */
export type Correction =
  | 'bonferroni'
  | 'sidak'
  | 'holm'
  | 'holm-sidak'
  | 'hochberg'
  | 'hommel'
  | 'benjamini-hochberg'
  | 'benjamini-yekutieli';

/**
 * - `bonferroni`, `sidak`: single step (Šidák 1967, for independent tests);
 * - `holm`, `holm-sidak`: step down (Holm 1979);
 * - `hochberg`, `hommel`: step up, for independent or positively dependent tests (Biometrika 75, 1988, pages 800 and 383);
 * - `benjamini-hochberg`, `benjamini-yekutieli`: the false discovery rate (JRSS B 57, 1995; Annals of Statistics 29, 2001).
 */
export function adjustPValues(pValues: readonly number[], correction: Correction): number[] {
  const count = pValues.length;
  switch (correction) {
    case 'bonferroni':
      return pValues.map((p) => Math.min(1, p * count));
    case 'sidak':
      return pValues.map((p) => sidak(p, count));
    case 'holm':
      return holmCorrection(pValues, 1).map(({ adjusted }) => adjusted);
    case 'holm-sidak':
      return stepDown(pValues, (p, rank) => sidak(p, count - rank));
    case 'hochberg':
      return stepUp(pValues, (p, rank) => p * (count - rank));
    case 'hommel':
      return hommel(pValues);
    case 'benjamini-hochberg':
      return stepUp(pValues, (p, rank) => (p * count) / (rank + 1));
    case 'benjamini-yekutieli': {
      const harmonic = pValues.reduce((sum, _, at) => sum + 1 / (at + 1), 0);
      return stepUp(pValues, (p, rank) => (p * count * harmonic) / (rank + 1));
    }
  }
}

/** 1 - (1 - p)^count, with its digits for small p. */
function sidak(p: number, count: number): number {
  return p >= 1 ? 1 : -Math.expm1(count * Math.log1p(-p));
}

function orderOf(pValues: readonly number[]): number[] {
  return pValues.map((_, index) => index).toSorted((a, b) => (pValues[a] ?? 1) - (pValues[b] ?? 1));
}

type Adjust = (p: number, rank: number) => number;

/** From the smallest p-value up; none is adjusted below one before it. */
function stepDown(pValues: readonly number[], adjust: Adjust): number[] {
  const adjusted = pValues.map(() => 1);
  let least = 0;
  for (const [rank, index] of orderOf(pValues).entries()) {
    least = Math.max(least, Math.min(1, adjust(pValues[index] ?? 1, rank)));
    adjusted[index] = least;
  }
  return adjusted;
}

/** From the largest p-value down; none is adjusted above one before it. */
function stepUp(pValues: readonly number[], adjust: Adjust): number[] {
  const adjusted = pValues.map(() => 1);
  let most = 1;
  for (const [rank, index] of [...orderOf(pValues).entries()].toReversed()) {
    most = Math.min(most, adjust(pValues[index] ?? 1, rank));
    adjusted[index] = most;
  }
  return adjusted;
}

/** By the algorithm of Wright: Adjusted p-values for simultaneous inference. Biometrics 48, 1992. */
function hommel(pValues: readonly number[]): number[] {
  const count = pValues.length;
  const order = orderOf(pValues);
  const sorted = order.map((index) => pValues[index] ?? 1);
  const adjusted = [...sorted];
  for (let size = count; size > 1; size--) {
    const first = count - size;
    let least = Number.POSITIVE_INFINITY;
    for (let at = 1; at <= size; at++) {
      least = Math.min(least, (size * (sorted[first + at - 1] ?? 1)) / at);
    }
    for (let at = 0; at < count; at++) {
      const bound = at < first ? Math.min(least, size * (sorted[at] ?? 1)) : least;
      adjusted[at] = Math.max(adjusted[at] ?? 0, bound);
    }
  }
  const result = pValues.map(() => 1);
  for (const [rank, index] of order.entries()) {
    result[index] = Math.min(1, adjusted[rank] ?? 1);
  }
  return result;
}
