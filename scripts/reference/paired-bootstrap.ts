import { accelerationOf, basicInterval, bcaInterval, pairedBootstrap, percentileInterval } from '../../src/core/statistics/bootstrap.ts';
import type { Interval } from '../../src/core/statistics/interval.ts';
import { momentsOf } from '../../src/core/statistics/paired-t.ts';
import type { ReferenceCase } from './case.ts';

/** Where a case names no seed; its answer can then only be compared statistically. */
const fallbackSeed = 77;

/** The bootstraps of the difference in accuracy, from which of both models is right on each image. */
export function answerBootstraps(right: readonly (readonly [boolean, boolean])[], one: ReferenceCase): object {
  const kinds = Int32Array.from(right, ([a, b]) => 2 * Number(a) + Number(b));
  const counts = Int32Array.from({ length: 4 }, (_, kind) => kinds.filter((of) => of === kind).length);
  const draw = (resamples: number, seed: number): Float64Array =>
    pairedBootstrap(kinds, 4, (drawn) => [differenceOf(drawn)], { resamples, seed })[0] ?? new Float64Array();
  return { bootstrap_portable: answerPortable(draw, seedOf(one)), ...answerScipy(draw(9999, 1), counts) };
}

function answerPortable(draw: (resamples: number, seed: number) => Float64Array, seed: number): object {
  const values = draw(2000, seed);
  const { mean, deviation } = momentsOf(values);
  return {
    prng: 'mulberry32',
    seed,
    B: values.length,
    index: 'floor(u32*n/2^32)',
    method: 'percentile, numpy linear quantile',
    ci95: asList(percentileInterval(values, 0.05)),
    ci90: asList(percentileInterval(values, 0.1)),
    mean,
    se_ddof1: deviation,
    first5: values.subarray(0, 5),
  };
}

function answerScipy(values: Float64Array, counts: Int32Array): object {
  const estimate = differenceOf(counts);
  const leftOut = Array.from(counts, (_, kind) => differenceOf(counts.map((count, of) => count - Number(of === kind))));
  const intervals = {
    percentile: percentileInterval(values, 0.05),
    basic: basicInterval(values, estimate, 0.05),
    BCa: bcaInterval(values, estimate, accelerationOf(leftOut, counts), 0.05),
  };
  const note = 'PCG64 seed; compare within ~0.003, not bitwise';
  const entries = Object.entries(intervals).map(
    ([method, interval]) => [`scipy_bootstrap_${method}`, { ci95: asList(interval), se: momentsOf(values).deviation, note }] as const,
  );
  return Object.fromEntries(entries);
}

function differenceOf(counts: Int32Array): number {
  const [, onlyB = 0, onlyA = 0] = counts;
  return (onlyA - onlyB) / counts.reduce((sum, count) => sum + count, 0);
}

const asList = (interval: Interval | undefined): readonly number[] => [interval?.low ?? Number.NaN, interval?.high ?? Number.NaN];

/** `case.json` may name it; the open cases name it beside their answer only. */
function seedOf(one: ReferenceCase): number {
  const asked = one.json('case.json') as { readonly seed?: number; readonly bootstrap_portable?: { readonly seed?: number } };
  const answered = one.expected as { readonly bootstrap_portable?: { readonly seed?: number } } | undefined;
  return asked.bootstrap_portable?.seed ?? asked.seed ?? answered?.bootstrap_portable?.seed ?? fallbackSeed;
}
