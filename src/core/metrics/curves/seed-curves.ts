import { momentsOf } from '../../statistics/paired-t.ts';
import { type CurveSeries, lowerIsBetter, median } from './curve-series.ts';

/** One measure over several trainings that differ in their seed alone, at the steps that all of them have. */
export interface SeedCurves {
  /** Epochs or steps, rising. */
  readonly x: readonly number[];
  /** One list a training, as long as `x`, turned so that lower is better. */
  readonly runs: readonly (readonly number[])[];
}

/** Brings the trainings to their common steps: one that stopped early, or has holes, shortens all. */
export function alignSeeds(series: readonly CurveSeries[]): SeedCurves {
  const [first, ...others] = series;
  const known = others.map(({ x }) => new Set(x));
  const x = (first?.x ?? []).filter((at) => known.every((steps) => steps.has(at)));
  const common = new Set(x);
  return { x, runs: series.map((one) => lowerIsBetter(one).filter((_, at) => common.has(one.x[at] ?? Number.NaN))) };
}

/** The standard deviation from seed to seed at each step; NaN for a single training. */
export function spreadBySteps({ x, runs }: SeedCurves): number[] {
  return x.map((_, at) => momentsOf(runs.map((values) => values[at] ?? Number.NaN)).deviation);
}

/** Each training's median over some steps, of which one spike is no part. */
export function levelsWithin({ runs }: SeedCurves, from: number, steps: number): number[] {
  return runs.map((values) => median(values.slice(from, from + steps)));
}
