import { compareScorers } from '../../src/core/metrics/compare-scorers.ts';
import type { Difference } from '../../src/core/metrics/comparison.ts';
import { createChance, type Chance } from './chance.ts';
import { drawDetectors } from './scenes.ts';
import type { Goal, Simulation } from './simulation.ts';

const alpha = 0.05;
/** Fewer than a comparison draws (2,000), so that thousands of test sets can be judged. */
const resamples = 500;
const metric = { name: 'AP' };
/** Equally good detectors, and a better head. */
const [equal, better] = [
  [1.5, 1.5],
  [1.5, 1.8],
] as const;

function detection(what: string, images: number, goal: { readonly goal?: Goal }, happens: Simulation['happens']): Simulation {
  return { group: 'detection', what, images, count: 2000, ...goal, happens };
}

function compare(chance: Chance, images: number, skills: readonly [number, number]): Difference | undefined {
  const [base, head] = drawDetectors(chance, images, skills);
  return compareScorers(base, head, [metric], { alpha, resamples })[0];
}

function holds(difference: Difference | undefined, truth: number): boolean {
  const { low, high } = difference ?? {};
  return typeof low === 'number' && typeof high === 'number' && low <= truth && truth <= high;
}

/** The difference in AP of the better detector on ever so many images: 40,000, which leaves a hundredth of a point. */
let trueDifference: number | undefined;

function differenceOfBetter(): number {
  const images = 40_000;
  const ones = new Int32Array(images).fill(1);
  const [base, head] = drawDetectors(createChance(20_240_229), images, better).map((scorer) => scorer.score(ones, [metric])[0]);
  return (head ?? Number.NaN) - (base ?? Number.NaN);
}

const sizes = [25, 50, 100];

/** mAP of COCO by the paired bootstrap over images. */
export const detections: readonly Simulation[] = [
  ...sizes.map((images) =>
    detection('mAP, equally good detectors called different', images, { goal: { most: alpha } }, (chance) => {
      return !holds(compare(chance, images, equal), 0);
    }),
  ),
  ...sizes.map((images) =>
    detection('mAP, the interval holds the true difference', images, {}, (chance) => {
      trueDifference ??= differenceOfBetter();
      return holds(compare(chance, images, better), trueDifference);
    }),
  ),
];
