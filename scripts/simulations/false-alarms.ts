import { delong } from '../../src/core/statistics/delong.ts';
import { twoOneSidedTests } from '../../src/core/statistics/equivalence.ts';
import { holmCorrection } from '../../src/core/statistics/holm.ts';
import { mcnemarChiSquared, mcnemarExact, mcnemarMidP } from '../../src/core/statistics/mcnemar.ts';
import { criticalValue } from '../../src/core/statistics/normal.ts';
import { momentsOf, pairedT } from '../../src/core/statistics/paired-t.ts';
import { seededInterval } from '../../src/core/statistics/seed-noise.ts';
import { newcombeInterval } from '../../src/core/statistics/two-proportions.ts';
import { signedRankTest } from '../../src/core/statistics/wilcoxon.ts';
import type { Chance } from './chance.ts';
import type { Simulation } from './simulation.ts';
import { drawDiscordant, drawLossDifferences, drawRight, drawScores } from './test-sets.ts';

const alpha = 0.05;
const goal = { most: alpha };
/** The share of images that only one of two equally good models gets right. */
const alone = 0.05;

function alarm(what: string, images: number, happens: Simulation['happens']): Simulation {
  return { group: 'false alarms', what, images, goal, happens };
}

const ofTables = (
  [
    ['McNemar exact', (b: number, c: number) => mcnemarExact(b, c).p],
    ['McNemar mid-p, which excludes 0 as the interval of accuracy does', mcnemarMidP],
    ['McNemar chi-squared', (b: number, c: number) => mcnemarChiSquared(b, c, false).p],
    ['McNemar chi-squared, corrected', (b: number, c: number) => mcnemarChiSquared(b, c, true).p],
  ] as const
).flatMap(([what, p]) =>
  [100, 500, 2000].map((images) =>
    alarm(what, images, (chance) => {
      const { onlyBase, onlyHead } = drawDiscordant(chance, images, alone, alone);
      return p(onlyBase, onlyHead) < alpha;
    }),
  ),
);

const ofLosses = (
  [
    ["Student's t of paired losses", (differences: Float64Array) => pairedT(differences).p],
    ['Wilcoxon, exact', (differences: Float64Array) => signedRank(differences, 'exact')],
    ['Wilcoxon, asymptotic', (differences: Float64Array) => signedRank(differences, 'asymptotic')],
  ] as const
).flatMap(([what, p]) => [30, 200].map((images) => alarm(what, images, (chance) => p(drawLossDifferences(chance, images)) < alpha)));

function signedRank(differences: Float64Array, method: 'exact' | 'asymptotic'): number {
  return signedRankTest(differences, { zeros: 'wilcox', method, alternative: 'two-sided' }).p;
}

const ofCurves = [100, 500].map((images) =>
  alarm('DeLong, two models of AUC 0.92', images, (chance) => {
    const { positive, base, head } = drawScores(chance, images, [2, 2]);
    return delong(positive, head, base).p < alpha;
  }),
);

const ofSlices = [100, 500].map((images) =>
  alarm('Holm over 20 slices, any one called different', images, (chance) => {
    const pValues = Array.from({ length: 20 }, () => midPOf(chance, images));
    return holmCorrection(pValues, alpha).some(({ alpha: level }, at) => (pValues[at] ?? 1) < level);
  }),
);

function midPOf(chance: Chance, images: number): number {
  const { onlyBase, onlyHead } = drawDiscordant(chance, images, alone, alone);
  return mcnemarMidP(onlyBase, onlyHead);
}

/** Head is worse by the margin exactly: whoever calls that equivalent is wrong. */
const ofMargins = [500, 2000].map((images) =>
  alarm('TOST, a difference of the margin called equivalent', images, (chance) => {
    const margin = 0.05;
    const { onlyBase, onlyHead } = drawDiscordant(chance, images, alone + margin, alone);
    const rest = new Float64Array(images - onlyBase - onlyHead);
    const { mean, deviation } = momentsOf([...rest, ...Array<number>(onlyBase).fill(-1), ...Array<number>(onlyHead).fill(1)]);
    return twoOneSidedTests(mean, deviation / Math.sqrt(images), margin).p < alpha;
  }),
);

/**
 * A change that does nothing, trained with some seeds: each model's accuracy is off by a seed's half a point, and the test set
 * leaves 0.5 points open.
 */
function drawSeeds(chance: Chance, seeds: number): { readonly differences: readonly number[]; readonly imageError: number } {
  const imageError = 0.005;
  const images = imageError * chance.normal();
  const seed = (): number => 0.005 * chance.normal();
  return { differences: Array.from({ length: seeds }, () => images + seed() - seed()), imageError };
}

const ofSeeds = [
  ...[6, 12].map((seeds) =>
    alarm(`The change, by ${seeds} pairs of seeds`, 2000, (chance) => {
      const { differences, imageError } = drawSeeds(chance, seeds);
      const { low, high } = seededInterval(differences, imageError, alpha);
      return low > 0 || high < 0;
    }),
  ),
  {
    group: 'false alarms',
    what: 'The change, by one seed as if there were no others (ours says weights)',
    images: 2000,
    happens: (chance) => {
      const { differences, imageError } = drawSeeds(chance, 1);
      return Math.abs(differences[0] ?? 0) > criticalValue(alpha) * imageError;
    },
  } satisfies Simulation,
];

const ofSamples = [500, 2000].map((images) =>
  alarm('Two samples of one accuracy, where the test set changed', images, (chance) => {
    const [base, head] = [1, 2].map(() => ({ right: drawRight(chance, images, 0.9), images }));
    const { low, high } = newcombeInterval(base ?? { right: 0, images }, head ?? { right: 0, images }, alpha);
    return low > 0 || high < 0;
  }),
);

/** Models that are equally good, called different all the same: at most alpha of them. */
export const falseAlarms: readonly Simulation[] = [
  ...ofTables,
  ...ofLosses,
  ...ofCurves,
  ...ofSlices,
  ...ofMargins,
  ...ofSamples,
  ...ofSeeds,
];
