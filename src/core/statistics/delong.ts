import type { Interval } from './interval.ts';
import { midranks } from './midranks.ts';
import { criticalValue, normalTwoSided } from './normal.ts';

/** The areas under both ROC curves, their covariance, and base minus head. */
export interface DelongResult {
  /** Of the first and the second scores, from 0 to 1. */
  readonly auc: readonly [number, number];
  readonly covariance: readonly [readonly [number, number], readonly [number, number]];
  /** Of each, how far an image moves the area, about: what its squares sum to is the variance. In the order of the images. */
  readonly pulls: readonly [readonly number[], readonly number[]];
  /** What an image adds to the difference: those of the class sum to it, and so do all others. In the order of the images. */
  readonly added: readonly number[];
  /** First minus second. */
  readonly difference: number;
  readonly error: number;
  readonly z: number;
  readonly p: number;
}

/**
 * DeLong's test of two ROC AUCs on the same images; `positive` says which images are of the class, the scores are any numbers
 * that rise with it. Undefined (NaN) without a positive or without a negative image, and with only one of either no error is known.
 * Scores that rank alike have no difference and no error: p = 1.
 *
 * DeLong, DeLong, Clarke-Pearson: Comparing the areas under two or more correlated receiver operating characteristic curves.
 * Biometrics 44, 1988; by midranks in O(n log n) as Sun, Xu: Fast implementation of DeLong's algorithm. IEEE Signal Processing
 * Letters 21, 2014.
 */
export function delong(positive: readonly boolean[], first: ArrayLike<number>, second: ArrayLike<number>): DelongResult {
  const [one, two] = [placements(positive, first), placements(positive, second)];
  const [aa, ab, bb] = [covarianceOf(one, one), covarianceOf(one, two), covarianceOf(two, two)];
  const difference = one.auc - two.auc;
  const error = Math.sqrt(Math.max(0, aa + bb - 2 * ab));
  const z = difference === 0 ? 0 : difference / error;
  const matrix = [
    [aa, ab],
    [ab, bb],
  ] as const;
  return {
    auc: [one.auc, two.auc],
    covariance: matrix,
    pulls: [pullsOf(positive, one, one.auc), pullsOf(positive, two, two.auc)],
    added: subtract(pullsOf(positive, one, 0), pullsOf(positive, two, 0)),
    difference,
    error,
    z,
    p: normalTwoSided(z),
  };
}

/** The normal interval of a value with its standard error, at level 1 - alpha. */
export function normalInterval(value: number, error: number, alpha = 0.05): Interval {
  const half = criticalValue(alpha) * error;
  return { low: value - half, high: value + half };
}

/** The interval of an area that is symmetric in its logit, so that it stays within 0 and 1; of an area of 0 or 1 that alone. */
export function logitInterval(area: number, error: number, alpha = 0.05): Interval {
  const spread = area * (1 - area);
  if (spread === 0) {
    return { low: area, high: area };
  }
  const half = (criticalValue(alpha) * error) / spread;
  const move = (by: number): number => 1 / (1 + ((1 - area) / area) * Math.exp(-by));
  return { low: move(-half), high: move(half) };
}

interface Placements {
  readonly auc: number;
  /** Of each positive the share of negatives that it beats, of each negative the share of positives that beat it. */
  readonly ofPositives: Float64Array;
  readonly ofNegatives: Float64Array;
}

function placements(positive: readonly boolean[], scores: ArrayLike<number>): Placements {
  const all = Float64Array.from(scores);
  const [positives, negatives] = [all.filter((_, at) => positive[at] === true), all.filter((_, at) => positive[at] !== true)];
  const ranks = midranks(all).ranks;
  const [own, other] = [midranks(positives).ranks, midranks(negatives).ranks];
  const ranksOf = (wanted: boolean): Float64Array => ranks.filter((_, at) => positive[at] === wanted);
  const ofPositives = ranksOf(true).map((rank, at) => (rank - (own[at] ?? 0)) / negatives.length);
  const ofNegatives = ranksOf(false).map((rank, at) => 1 - (rank - (other[at] ?? 0)) / positives.length);
  return { auc: meanOf(ofPositives), ofPositives, ofNegatives };
}

/** How far each image moves an area from a value. */
function pullsOf(positive: readonly boolean[], { ofPositives, ofNegatives }: Placements, from: number): number[] {
  let [own, other] = [0, 0];
  return positive.map((is) =>
    is ? ((ofPositives[own++] ?? 0) - from) / ofPositives.length : ((ofNegatives[other++] ?? 0) - from) / ofNegatives.length,
  );
}

function subtract(first: readonly number[], second: readonly number[]): number[] {
  return first.map((value, at) => value - (second[at] ?? 0));
}

function covarianceOf(a: Placements, b: Placements): number {
  return covariance(a.ofPositives, b.ofPositives) / a.ofPositives.length + covariance(a.ofNegatives, b.ofNegatives) / a.ofNegatives.length;
}

function covariance(a: Float64Array, b: Float64Array): number {
  const [meanA, meanB] = [meanOf(a), meanOf(b)];
  return a.reduce((sum, one, at) => sum + (one - meanA) * ((b[at] ?? 0) - meanB), 0) / (a.length - 1);
}

function meanOf(values: Float64Array): number {
  return values.reduce((sum, one) => sum + one, 0) / values.length;
}
