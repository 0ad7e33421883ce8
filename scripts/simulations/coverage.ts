import { accelerationOf, bcaInterval, pairedBootstrap, percentileInterval } from '../../src/core/statistics/bootstrap.ts';
import { delong, normalInterval } from '../../src/core/statistics/delong.ts';
import type { Interval } from '../../src/core/statistics/interval.ts';
import { normalCdf } from '../../src/core/statistics/normal.ts';
import { pairedAccuracyInterval } from '../../src/core/statistics/paired-accuracy.ts';
import { newcombeInterval } from '../../src/core/statistics/two-proportions.ts';
import * as proportions from '../../src/core/statistics/proportion-interval.ts';
import type { Chance } from './chance.ts';
import type { Goal, Simulation } from './simulation.ts';
import { drawDiscordant, drawRight, drawScores } from './test-sets.ts';

const alpha = 0.05;
const exact: Goal = { least: 1 - alpha };
const sizes = [50, 200, 500, 2000];

/** Approximate intervals promise 94 to 96 % from 500 images on; below, what they do is shown. */
function approximate(images: number): { readonly goal?: Goal } {
  return images < 500 ? {} : { goal: { least: 0.94, most: 0.96, strict: true } };
}

function cover(what: string, images: number, goal: { readonly goal?: Goal }, happens: Simulation['happens']): Simulation {
  return { group: 'coverage', what, images, ...goal, happens };
}

function holds(interval: Interval | undefined, truth: number): boolean {
  return interval !== undefined && interval.low <= truth && truth <= interval.high;
}

/** Accuracies between 80 and 95 %, so that no lucky or unlucky one is judged. */
const ofShares = (
  [
    ['Clopper-Pearson', proportions.clopperPearsonInterval, true],
    ['Wilson', proportions.wilsonInterval, false],
    ['Agresti-Coull', proportions.agrestiCoullInterval, false],
    ['Jeffreys', proportions.jeffreysInterval, false],
    ['Wald', proportions.waldInterval, false],
  ] as const
).flatMap(([what, interval, isExact]) =>
  sizes.map((images) =>
    cover(`${what}, an accuracy`, images, isExact ? { goal: exact } : approximate(images), (chance) => {
      const share = 0.8 + 0.15 * chance.uniform();
      return holds(interval(drawRight(chance, images, share), images), share);
    }),
  ),
);

/** Which of both models is alone in being right, more often head. */
function drawAlone(chance: Chance): readonly [number, number] {
  const base = 0.01 + 0.05 * chance.uniform();
  return [base, base + 0.05 * chance.uniform()];
}

const ofPairs = sizes.map((images) =>
  cover('The interval of a difference in accuracy', images, { goal: exact }, (chance) => {
    const [base, head] = drawAlone(chance);
    const { onlyBase, onlyHead } = drawDiscordant(chance, images, base, head);
    return holds(pairedAccuracyInterval({ images, onlyBaseRight: onlyBase, onlyHeadRight: onlyHead }, alpha), head - base);
  }),
);

const ofSamples = sizes.map((images) =>
  cover('Newcombe, a difference between two test sets', images, approximate(images), (chance) => {
    const [base, head] = [0.8 + 0.15 * chance.uniform(), 0.8 + 0.15 * chance.uniform()];
    const [one, other] = [base, head].map((share) => ({ right: drawRight(chance, images, share), images }));
    return one !== undefined && other !== undefined && holds(newcombeInterval(one, other, alpha), head - base);
  }),
);

const ofBootstraps = (['percentile', 'BCa'] as const).flatMap((method) =>
  [50, 200, 500].map((images) =>
    cover(`Paired ${method} bootstrap, a difference in F1`, images, approximate(images), (chance) => {
      const { interval, truth } = bootstrapF1(chance, images, method);
      return holds(interval, truth);
    }),
  ),
);

/** Chances of what happens on an image: (of the class, called so by base, by head) as three bits. */
const ofKind = [0.45, 0.03, 0.03, 0.04, 0.03, 0.08, 0.04, 0.3] as const;

function bootstrapF1(
  chance: Chance,
  images: number,
  method: 'percentile' | 'BCa',
): { readonly interval: Interval | undefined; readonly truth: number } {
  const kinds = Int32Array.from({ length: images }, () => {
    let at = chance.uniform();
    return Math.max(
      0,
      ofKind.findIndex((share) => (at -= share) < 0),
    );
  });
  const counts = Int32Array.from({ length: 8 }, (_, kind) => kinds.reduce((sum, of) => sum + Number(of === kind), 0));
  const [values = new Float64Array()] = pairedBootstrap(kinds, 8, (drawn) => [differenceInF1(drawn)], {
    resamples: 1000,
    seed: 20_240_229,
  });
  const leftOut = Array.from(counts, (_, kind) => differenceInF1(counts.map((count, of) => count - Number(of === kind))));
  const interval =
    method === 'percentile'
      ? percentileInterval(values, alpha)
      : bcaInterval(values, differenceInF1(counts), accelerationOf(leftOut, counts), alpha);
  return { interval, truth: differenceInF1(ofKind) };
}

function differenceInF1(counts: ArrayLike<number>): number {
  const at = (kind: number): number => counts[kind] ?? 0;
  const positives = at(4) + at(5) + at(6) + at(7);
  const base = (2 * (at(6) + at(7))) / (positives + at(2) + at(3) + at(6) + at(7));
  const head = (2 * (at(5) + at(7))) / (positives + at(1) + at(3) + at(5) + at(7));
  return head - base;
}

const ofCurves = sizes.map((images) =>
  cover('DeLong, a difference in AUC', images, approximate(images), (chance) => {
    const { positive, base, head } = drawScores(chance, images, [1.5, 1.8]);
    const { difference, error } = delong(positive, head, base);
    return holds(normalInterval(difference, error), normalCdf(1.8 * Math.SQRT1_2) - normalCdf(1.5 * Math.SQRT1_2));
  }),
);

/** Intervals that hold the true value. */
export const coverage: readonly Simulation[] = [...ofShares, ...ofPairs, ...ofSamples, ...ofBootstraps, ...ofCurves];
