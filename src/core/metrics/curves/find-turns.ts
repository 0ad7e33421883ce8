import { type CurveSeries, lowerIsBetter, median, noiseOf, smooth, trendOf } from './curve-series.ts';

/** Shorter curves are not judged for where they turn. */
const fewestPoints = 8;
/** A rise counts from this many times its standard error on; the lowest point was picked from many, so this is more than usual. */
const riseErrors = 6;
/** Mann and Kendall's trend of this size comes by chance in one of a thousand series. */
const clearTrend = 3.29;

/** Where the lowest point of the smoothed curve is, by index, if the values rise from there to the end for more than noise. */
export interface Turn {
  readonly at: number;
  /** How much of what was gained until then is lost at the end: 1 is all. */
  readonly lost: number;
}

/** The turn of a curve to the worse; undefined for one that is best at its end, give or take noise. */
export function findTurn(series: CurveSeries): Turn | undefined {
  const values = lowerIsBetter(series);
  if (values.length < fewestPoints) {
    return undefined;
  }
  const reach = Math.min(3, Math.floor(values.length / 8));
  const smoothed = smooth(values, reach);
  const at = smoothed.reduce((best, value, index) => (value < (smoothed[best] ?? 0) ? index : best), 0);
  const after = values.slice(at);
  const tail = Math.max(3, Math.floor(after.length / 3));
  if (after.length < 5) {
    return undefined;
  }
  const rise = median(values.slice(-tail)) - (smoothed[at] ?? 0);
  const error = noiseOf(values) * Math.sqrt(Math.PI / 2 / tail + Math.PI / 2 / 3);
  const isClear = rise > riseErrors * error && trendOf(after) > trendLimit(after.length);
  const gained = median(values.slice(0, 3)) - (smoothed[at] ?? 0);
  return isClear
    ? { at: lowestWithin(values, at - reach, at + reach), lost: gained > 0 ? rise / gained : Number.POSITIVE_INFINITY }
    : undefined;
}

function lowestWithin(values: readonly number[], from: number, to: number): number {
  const near = values.slice(Math.max(0, from), to + 1);
  return Math.max(0, from) + near.indexOf(Math.min(...near));
}

/** Few points have no trend of that size: there nearly all pairs must rise. */
function trendLimit(points: number): number {
  const all = Array.from({ length: points }, (_, at) => at);
  return Math.min(clearTrend, 0.9 * trendOf(all));
}
