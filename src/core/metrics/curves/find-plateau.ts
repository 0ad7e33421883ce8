import { normalQuantile } from '../../statistics/normal.ts';
import { type CurveSeries, lowerIsBetter, median, noiseOf } from './curve-series.ts';

/** A plateau has at least so many points, and this share of the curve. */
const fewestPoints = 8;
const leastShare = 0.25;
/** It brings at most this share of all that was gained. */
const mostGain = 0.03;

/**
 * Where a plateau begins, by index: from there to the end the curve improves, with 97.5 % confidence, by at most 3 % of what the
 * whole training gained (the line of least squares through the rest, with the noise of second differences). That no progress is
 * seen isn't enough: a short or noisy rest shows none either. Undefined where no such rest is, or nothing was gained.
 */
export function findPlateau(series: CurveSeries): number | undefined {
  const values = lowerIsBetter(series);
  const count = values.length;
  const least = Math.max(fewestPoints, Math.ceil(leastShare * count));
  const noise = noiseOf(values);
  const end = median(values.slice(-least));
  const gained = median(values.slice(0, 3)) - median(values.slice(-3));
  if (count < 2 * fewestPoints || !(gained > 3 * noise)) {
    return undefined;
  }
  for (let from = 1; from <= count - least; from++) {
    const { slope, error } = lineThrough(values.slice(from), noise);
    const steps = count - from - 1;
    const reach = normalQuantile(0.975) * error;
    const isRising = (slope - reach) * steps > mostGain * gained;
    const isLow = median(values.slice(from, from + 3)) - end <= mostGain * gained; // a line hides a steep beginning
    if (isLow && !isRising && (reach - slope) * steps <= mostGain * gained) {
      return from;
    }
  }
  return undefined;
}

function lineThrough(values: readonly number[], noise: number): { readonly slope: number; readonly error: number } {
  const centre = (values.length - 1) / 2;
  let [products, squares] = [0, 0];
  for (const [at, value] of values.entries()) {
    products += (at - centre) * value;
    squares += (at - centre) ** 2;
  }
  return { slope: products / squares, error: noise / Math.sqrt(squares) };
}
