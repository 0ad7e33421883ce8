import { criticalValue } from '../../statistics/normal.ts';
import { type CurveSeries, lowerIsBetter, median, robustSpread } from './curve-series.ts';

/** A shorter curve has too few neighbours to know its noise by. */
const fewestPoints = 10;
/** Neighbours on each side that a point is held against: more than two spikes in a row are no spikes. */
const reach = 3;
/** How often a curve without a spike shows one, before short curves' uncertain spread is allowed for. */
const alpha = 0.001;
/** A spike is also this part of the curve's whole range, so that a smooth curve isn't called spiky for nothing. */
const leastShare = 0.05;

/**
 * The points, by index, that are much worse than their neighbours on both sides: more than the noise would give in one of a
 * thousand curves of this length. Positive measures that fall, such as losses, must show it by their logarithm as well: with some
 * the noise falls, too, with others it stays.
 */
export function findSpikes(series: CurveSeries): number[] {
  const values = lowerIsBetter(series);
  if (values.length < fewestPoints) {
    return [];
  }
  const found = spikesOf(values);
  const logarithms = values.every((value) => value > 0) ? new Set(spikesOf(values.map(Math.log))) : undefined;
  return found.filter((at) => logarithms?.has(at) ?? true);
}

function spikesOf(judged: readonly number[]): number[] {
  const residuals = judged.map((value, at) => value - median(neighbours(judged, at)));
  const inner = residuals.slice(2, -2);
  const limit = Math.max(
    criticalValue((2 * alpha) / inner.length) * robustSpread(inner) * (1 + 12 / inner.length),
    leastShare * (Math.max(...judged) - Math.min(...judged)),
  );
  return inner.flatMap((residual, at) => (residual > limit ? [at + 2] : []));
}

function neighbours(values: readonly number[], at: number): number[] {
  const width = Math.min(reach, at, values.length - 1 - at);
  return [...values.slice(at - width, at), ...values.slice(at + 1, at + width + 1)];
}
