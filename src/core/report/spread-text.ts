import { judgeSeeds, type SeedSpread } from '../metrics/curves/judge-seeds.ts';
import { cleanText } from './clean-text.ts';
import type { Curves } from './curves.ts';

/** What the curves of trainings that differ in their seed show together, one line each; none where the spec names no seeds. */
export function describeSeeds({ axis, seeds = [] }: Curves): string[] {
  const known = seeds.flatMap(({ file, curves }) => (curves?.axis === axis ? [{ file, curves: curves.curves }] : []));
  const missing = seeds.filter(({ curves }) => curves?.axis !== axis).map(({ file }) => `${cleanText(file)} has no curves by ${axis}`);
  const spreads = judgeSeeds(known.map(({ curves }) => curves));
  return [...missing, ...spreads.flatMap((spread) => describe(spread, axis, (run) => known[run]?.file ?? ''))];
}

function describe(
  { curve, runs, x, deviation, end, growsAt, leavers }: SeedSpread,
  axis: string,
  fileOf: (run: number) => string,
): string[] {
  const last = x.at(-1);
  const level =
    last === undefined
      ? `has no ${axis} that all ${runs} seeds share`
      : `of ${runs} seeds is ${short(end)} at ${axis} ${last}, with a standard deviation of ${short(deviation.at(-1))} from seed to seed`;
  return [
    level,
    ...(growsAt === undefined ? [] : [`spreads from seed to seed from ${axis} ${growsAt} on`]),
    ...leavers.map(({ run, at, isWorse }) => {
      const way = isWorse ? 'worse' : 'better';
      return `of ${cleanText(fileOf(run))} leaves the other seeds for the ${way} at ${axis} ${at}`;
    }),
  ].map((sentence) => `${cleanText(curve)} ${sentence}`);
}

function short(value = Number.NaN): string {
  return String(Number(value.toPrecision(3)));
}
