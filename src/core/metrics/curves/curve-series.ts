/** A measure over the course of a training. */
export interface CurveSeries {
  readonly name: string;
  /** Epochs or steps, rising. */
  readonly x: readonly number[];
  /** As long as `x`; finite. */
  readonly y: readonly number[];
  /** Where the value was NaN or infinite. */
  readonly broken?: readonly number[];
}

/** Which way a measure gets better, told by its name; undefined for one that has no better, such as a learning rate. */
export function directionOf(name: string): 'lower' | 'higher' | undefined {
  const plain = name.toLowerCase();
  if (/loss|error|perplexity|rmse|\bmae\b|\bmse\b/.test(plain)) {
    return 'lower';
  }
  return /acc|f1|auc|map|iou|dice|precision|recall|mcc|kappa/.test(plain) ? 'higher' : undefined;
}

/** The values turned so that lower is better. */
export function lowerIsBetter({ name, y }: CurveSeries): readonly number[] {
  return directionOf(name) === 'higher' ? y.map((value) => -value) : y;
}

const sides = /^(val|valid|validation|test|eval|dev)[_\-/. ]?/i;
const trainSide = /^(train|training)[_\-/. ]?/i;

/** The measure of held-out images that belongs to one of training, such as `valLoss` or `val_loss` to `loss`. */
export function isHeldOutOf(heldOut: string, training: string): boolean {
  const bare = training.replace(trainSide, '').toLowerCase();
  return sides.test(heldOut) && !sides.test(training) && heldOut.replace(sides, '').toLowerCase() === bare;
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const [below = Number.NaN, above = Number.NaN] = [sorted[middle - 1], sorted[middle]];
  return sorted.length % 2 === 1 ? above : (below + above) / 2;
}

/** Turns the median of absolute deviations into a standard deviation where they are normal. */
const madScale = 1.4826;

/** The spread of values that a few outliers don't move: the scaled median absolute deviation, or where most values are the same, the mean one. */
export function robustSpread(values: readonly number[]): number {
  const centre = median(values);
  const deviations = values.map((value) => Math.abs(value - centre));
  const middle = median(deviations);
  return middle > 0 ? madScale * middle : (Math.sqrt(Math.PI / 2) * deviations.reduce((sum, value) => sum + value, 0)) / values.length;
}

/** The standard deviation of the noise about a smooth course: the spread of second differences, which a slope doesn't touch, by the root of 6. */
export function noiseOf(values: readonly number[]): number {
  const second = values.slice(2).map((value, at) => value - 2 * (values[at + 1] ?? 0) + (values[at] ?? 0));
  return robustSpread(second) / Math.sqrt(6);
}

/** The running median of `2 * reach + 1` values, fewer at the ends. */
export function smooth(values: readonly number[], reach: number): number[] {
  return values.map((_, at) => median(values.slice(Math.max(0, at - reach), at + reach + 1)));
}

/** Kendall's trend: positive where values rise; by Mann's normal approximation a standard normal number without a trend. */
export function trendOf(values: readonly number[]): number {
  const n = values.length;
  let sum = 0;
  for (let later = 1; later < n; later++) {
    for (let earlier = 0; earlier < later; earlier++) {
      sum += Math.sign((values[later] ?? 0) - (values[earlier] ?? 0));
    }
  }
  const spread = Math.sqrt((n * (n - 1) * (2 * n + 5)) / 18);
  return n < 3 ? 0 : (sum - Math.sign(sum)) / spread;
}
