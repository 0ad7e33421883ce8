/**
 * How far groups are apart in one metric, as fairlearn's MetricFrame says it: by their difference or their ratio, between the
 * groups or from each to all together. Groups in which the metric is undefined (NaN) can't be held against others and are
 * left out; where that leaves one of several, nothing is compared and the disparity is NaN. One group alone is as far as 0.
 */
export type DisparityMethod = 'between-groups' | 'to-overall';

/** The largest distance between two groups, or of a group from `overall`. */
export function differenceOf(values: readonly number[], method: DisparityMethod, overall: number): number {
  const known = comparable(values);
  return method === 'between-groups' ? highest(known) - lowest(known) : highest(known.map((value) => Math.abs(value - overall)));
}

/** The lowest value by the highest, or the least of the groups' ratios with `overall`, each with the larger one below the line. */
export function ratioOf(values: readonly number[], method: DisparityMethod, overall: number): number {
  const known = comparable(values);
  return method === 'between-groups'
    ? lowest(known) / highest(known)
    : lowest(known.map((value) => (value > overall ? overall / value : value / overall)));
}

/** The lowest value of a group in which the metric is defined. */
export function groupMinimum(values: readonly number[]): number {
  return lowest(defined(values));
}

/** The highest value of a group in which the metric is defined. */
export function groupMaximum(values: readonly number[]): number {
  return highest(defined(values));
}

function comparable(values: readonly number[]): readonly number[] {
  const known = defined(values);
  return known.length === 1 && values.length > 1 ? [] : known;
}

function defined(values: readonly number[]): readonly number[] {
  return values.filter((value) => !Number.isNaN(value));
}

function lowest(values: readonly number[]): number {
  return values.length === 0 ? Number.NaN : values.reduce((least, value) => Math.min(least, value));
}

function highest(values: readonly number[]): number {
  return values.length === 0 ? Number.NaN : values.reduce((most, value) => Math.max(most, value));
}
