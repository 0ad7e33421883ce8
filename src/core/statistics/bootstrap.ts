import type { Interval } from './interval.ts';
import { normalCdf, normalQuantile } from './normal.ts';
import { studentCriticalValue } from './student-t.ts';

/** What a seed is advanced by for each number drawn. */
const increment = 0x6d2b79f5;

/** A uniform 32-bit number from a state: Tommy Ettinger's mulberry32, the same in every language. */
function mulberry32(state: number): number {
  let mixed = Math.imul(state ^ (state >>> 15), state | 1);
  mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
  return (mixed ^ (mixed >>> 14)) >>> 0;
}

/** How to resample. */
export interface BootstrapOptions {
  readonly resamples: number;
  readonly seed: number;
}

/**
 * The paired bootstrap: images are drawn with replacement, each with all that both models said of it.
 * `kinds` has one entry an image, a number from 0 to `kindCount` - 1 for what happened on it; `statistic`
 * sees how often each kind was drawn and answers one or more numbers. Answers them by statistic, one a resample.
 *
 * Efron, Tibshirani: An Introduction to the Bootstrap, 1993.
 */
export function pairedBootstrap(
  kinds: Int32Array,
  kindCount: number,
  statistic: (counts: Int32Array) => readonly number[],
  options: BootstrapOptions,
): Float64Array[] {
  let state = options.seed | 0;
  const counts = new Int32Array(kindCount);
  const scale = kinds.length / 2 ** 32;
  const results: Float64Array[] = [];
  for (let resample = 0; resample < options.resamples; resample++) {
    counts.fill(0);
    for (let draw = 0; draw < kinds.length; draw++) {
      state = (state + increment) | 0;
      const kind = kinds[Math.floor(mulberry32(state) * scale)] ?? 0;
      counts[kind] = (counts[kind] ?? 0) + 1;
    }
    for (const [index, value] of statistic(counts).entries()) {
      results[index] ??= new Float64Array(options.resamples);
      results[index][resample] = value;
    }
  }
  return results;
}

/**
 * The percentile interval at level 1 - alpha of bootstrapped values; NaN (a resample on which the statistic
 * is undefined) is left out. Undefined when nothing is left.
 */
export function percentileInterval(values: Float64Array, alpha: number): Interval | undefined {
  return intervalAt(sortDefined(values), alpha / 2, 1 - alpha / 2);
}

/**
 * The expanded percentile interval: the percentile interval at the level that makes up for what the bootstrap of few `images` is
 * too sure of: it draws from n images as if they were all, so its variance is (n - 1) / n of the right one, and of that it knows
 * no more than n images tell, as with Student's t. With 25 images 7 % wider, with 500 nearly nothing.
 *
 * Hesterberg: What teachers should know about the bootstrap. American Statistician 69, 2015.
 */
export function expandedPercentileInterval(values: Float64Array, images: number, alpha: number): Interval | undefined {
  if (images < 2) {
    return percentileInterval(values, alpha);
  }
  const reach = Math.sqrt(images / (images - 1)) * studentCriticalValue(alpha, images - 1);
  return percentileInterval(values, 2 * normalCdf(-reach));
}

/** The basic interval: the percentile interval mirrored at the `estimate`. Davison, Hinkley: Bootstrap Methods, 1997, 5.2. */
export function basicInterval(values: Float64Array, estimate: number, alpha: number): Interval | undefined {
  const mirrored = percentileInterval(values, alpha);
  return mirrored && { low: 2 * estimate - mirrored.high, high: 2 * estimate - mirrored.low };
}

/**
 * The bias-corrected and accelerated interval: percentiles moved by where the `estimate` lies among the resamples, and by how
 * much single images pull (`acceleration`). The percentile interval where the estimate lies outside of all of them.
 *
 * Efron: Better bootstrap confidence intervals. JASA 82, 1987.
 */
export function bcaInterval(values: Float64Array, estimate: number, acceleration: number, alpha: number): Interval | undefined {
  const sorted = sortDefined(values);
  const [below, upTo] = [countBelow(sorted, (value) => value < estimate), countBelow(sorted, (value) => value <= estimate)];
  const bias = normalQuantile((below + upTo) / (2 * sorted.length));
  if (!Number.isFinite(bias)) {
    return intervalAt(sorted, alpha / 2, 1 - alpha / 2);
  }
  const levelOf = (z: number): number => normalCdf(bias + (bias + z) / (1 - acceleration * (bias + z)));
  return intervalAt(sorted, levelOf(normalQuantile(alpha / 2)), levelOf(normalQuantile(1 - alpha / 2)));
}

/**
 * The acceleration from a jackknife: `leftOut` are the statistics without one image (or one of equally large groups) each,
 * `weights` how many images give the same. A sixth of the skewness of the images' pull; 0 when nothing pulls.
 */
export function accelerationOf(leftOut: ArrayLike<number>, weights?: ArrayLike<number>): number {
  const parts = Array.from(leftOut, (value, at) => ({ value, weight: weights?.[at] ?? 1 })).filter(({ value }) => !Number.isNaN(value));
  const total = parts.reduce((sum, { weight }) => sum + weight, 0);
  const mean = parts.reduce((sum, { value, weight }) => sum + weight * value, 0) / total;
  const powerOf = (power: number): number => parts.reduce((sum, { value, weight }) => sum + weight * (mean - value) ** power, 0);
  const squares = powerOf(2);
  return squares > 0 ? powerOf(3) / (6 * squares ** 1.5) : 0;
}

function sortDefined(values: Float64Array): Float64Array {
  return values.filter((value) => !Number.isNaN(value)).toSorted();
}

function countBelow(sorted: Float64Array, isBelow: (value: number) => boolean): number {
  const first = sorted.findIndex((value) => !isBelow(value));
  return first < 0 ? sorted.length : first;
}

function intervalAt(sorted: Float64Array, low: number, high: number): Interval | undefined {
  return sorted.length === 0 ? undefined : { low: quantile(sorted, low), high: quantile(sorted, high) };
}

/** Linear interpolation between order statistics (Hyndman and Fan's type 7, NumPy's default). */
function quantile(sorted: Float64Array, level: number): number {
  const position = level * (sorted.length - 1);
  const below = Math.floor(position);
  const low = sorted[below] ?? 0;
  const high = sorted[Math.min(below + 1, sorted.length - 1)] ?? low;
  return low + (high - low) * (position - below);
}
