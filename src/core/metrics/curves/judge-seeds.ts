import { momentsOf } from '../../statistics/paired-t.ts';
import { type CurveSeries, directionOf } from './curve-series.ts';
import { findLeavers } from './find-leavers.ts';
import { findSpread } from './find-spread.ts';
import { alignSeeds, spreadBySteps } from './seed-curves.ts';

/**
 * How often trainings that differ in nothing but their seed are called ill in anything, over all their measures, where seeds
 * deviate normally. With tails as long as Laplace's it is more than twice as often, and still less than 5 %.
 */
const alpha = 0.02;
const fewestRuns = 5;
const fewestSteps = 8;

/** What several trainings that differ in their seed alone show of one measure. */
export interface SeedSpread {
  readonly curve: string;
  readonly runs: number;
  /** The steps that all have, and the standard deviation from seed to seed at each. */
  readonly x: readonly number[];
  readonly deviation: readonly number[];
  /** The mean at the last of them. */
  readonly end: number;
  /** Where they drift apart. */
  readonly growsAt?: number;
  /** Trainings that leave the others, by number and step; the others' spread is judged without them. */
  readonly leavers: readonly { readonly run: number; readonly at: number; readonly isWorse: boolean }[];
}

/**
 * Compares trainings that differ in their seed alone, measure by measure; measures that have no better, or that not all trainings
 * have, are left out. Fewer than five trainings, or eight common steps, are described and not judged. The 2 % are shared out among
 * the measures, and in each among both kinds of findings (Bonferroni).
 */
export function judgeSeeds(trainings: readonly (readonly CurveSeries[])[]): SeedSpread[] {
  const names = (trainings[0] ?? []).map(({ name }) => name).filter((name) => directionOf(name) !== undefined);
  const measures = names.flatMap((name) => {
    const series = trainings.flatMap((curves) => curves.find((one) => one.name === name) ?? []);
    return trainings.length > 1 && series.length === trainings.length ? [{ name, series }] : [];
  });
  return measures.map(({ name, series }) => judgeMeasure(name, series, alpha / (2 * measures.length)));
}

function judgeMeasure(curve: string, series: readonly CurveSeries[], level: number): SeedSpread {
  const seeds = alignSeeds(series);
  const { x } = seeds;
  const last = x.at(-1) ?? Number.NaN;
  const { mean } = momentsOf(series.map((one) => one.y[one.x.indexOf(last)] ?? Number.NaN));
  const described = { curve, runs: series.length, x, deviation: spreadBySteps(seeds), end: mean };
  const isJudged = series.length >= fewestRuns && x.length >= fewestSteps;
  const left = isJudged ? findLeavers(seeds, level) : [];
  const rest = { x, runs: seeds.runs.filter((_, run) => left.every((one) => one.run !== run)) };
  const grows = isJudged && rest.runs.length >= fewestRuns ? findSpread(rest, level) : undefined;
  return {
    ...described,
    ...(grows === undefined ? {} : { growsAt: x[grows] ?? Number.NaN }),
    leavers: left.map((one) => ({ ...one, at: x[one.at] ?? Number.NaN })),
  };
}
