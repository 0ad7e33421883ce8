import type { Interval } from './interval.ts';

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
  const sorted = values.filter((value) => !Number.isNaN(value)).toSorted();
  return sorted.length === 0 ? undefined : { low: quantile(sorted, alpha / 2), high: quantile(sorted, 1 - alpha / 2) };
}

/** Linear interpolation between order statistics (Hyndman and Fan's type 7, NumPy's default). */
function quantile(sorted: Float64Array, level: number): number {
  const position = level * (sorted.length - 1);
  const below = Math.floor(position);
  const low = sorted[below] ?? 0;
  const high = sorted[Math.min(below + 1, sorted.length - 1)] ?? low;
  return low + (high - low) * (position - below);
}
