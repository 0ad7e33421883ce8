import { momentsOf } from '../../statistics/paired-t.ts';
import { studentTwoSided } from '../../statistics/student-t.ts';
import { median, smooth } from './curve-series.ts';
import { levelsWithin, type SeedCurves, spreadBySteps } from './seed-curves.ts';

/** Spread is judged once the trainings have this share of their gain: before, a seed that is a little slower spreads them and is no news. */
const settledShare = 0.8;
const parts = 4;
const fewestSteps = 2 * parts;
/** Spread that grows by less is not told. */
const leastGrowth = 2;

/**
 * Since when, by index, the trainings drift apart: the spread from seed to seed in the last quarter of the settled part is at least
 * twice that of its first quarter, and more than chance gives with a probability of `alpha`. Undefined where it isn't, or where
 * fewer than eight steps are settled.
 *
 * The test of Pitman (A note on normal correlation. Biometrika 31, 1939) and Morgan for two variances of the same units: a seed that
 * is good early is good late, so the two spreads aren't independent; they are equal where sum and difference are uncorrelated.
 */
export function findSpread(seeds: SeedCurves, alpha: number): number | undefined {
  const { x, runs } = seeds;
  const from = settledFrom(seeds);
  const steps = Math.floor((x.length - from) / parts);
  if (x.length - from < fewestSteps) {
    return undefined;
  }
  const [early, late] = [levelsWithin(seeds, from, steps), levelsWithin(seeds, x.length - steps, steps)];
  const growth = momentsOf(late).deviation / momentsOf(early).deviation;
  const correlation = correlationOf(
    late.map((value, run) => value + (early[run] ?? 0)),
    late.map((value, run) => value - (early[run] ?? 0)),
  );
  const freedom = runs.length - 2;
  const t = correlation * Math.sqrt(freedom / (1 - correlation ** 2));
  const isClear = growth >= leastGrowth && t > 0 && studentTwoSided(t, freedom) / 2 < alpha;
  return isClear ? growsFrom(spreadBySteps(seeds), from, steps) : undefined;
}

/** The first step at which the median training has most of the gain. */
function settledFrom({ x, runs }: SeedCurves): number {
  const middle = smooth(
    x.map((_, at) => median(runs.map((values) => values[at] ?? Number.NaN))),
    1,
  );
  const [first = 0, best] = [middle[0], Math.min(...middle)];
  return Math.max(
    0,
    middle.findIndex((value) => value <= first - settledShare * (first - best)),
  );
}

/** The step from which on the spread stays above the middle (geometric) between its early and its late size. */
function growsFrom(spread: readonly number[], from: number, steps: number): number {
  const smoothed = smooth(spread, 1);
  const limit = Math.sqrt(median(spread.slice(from, from + steps)) * median(spread.slice(-steps)));
  let at = spread.length - 1;
  while (at > from && (smoothed[at - 1] ?? 0) > limit) {
    at--;
  }
  return at;
}

function correlationOf(a: readonly number[], b: readonly number[]): number {
  const [ofA, ofB] = [momentsOf(a), momentsOf(b)];
  const products = a.reduce((sum, value, at) => sum + (value - ofA.mean) * ((b[at] ?? 0) - ofB.mean), 0);
  return products / ((a.length - 1) * ofA.deviation * ofB.deviation);
}
