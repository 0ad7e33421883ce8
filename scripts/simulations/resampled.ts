import { createClassificationScorer } from '../../src/core/metrics/classification/classification-scorer.ts';
import { compareScorers } from '../../src/core/metrics/compare-scorers.ts';
import type { Difference } from '../../src/core/metrics/comparison.ts';
import type { MetricId, Scorer } from '../../src/core/metrics/scorer.ts';
import { createChance, type Chance } from './chance.ts';
import { drawDetectors } from './scenes.ts';
import type { Goal, Simulation } from './simulation.ts';

const alpha = 0.05;
/** Fewer than a comparison draws (2,000), so that thousands of test sets can be judged. */
const resamples = 500;

/** Two models on the same drawn images, the second of more skill or as good. */
type Draw = (chance: Chance, images: number, skills: readonly [number, number]) => readonly [Scorer, Scorer];

/** A metric, the models that it is simulated with, and how skilled they are. */
interface Case {
  readonly what: string;
  readonly metric: MetricId;
  readonly draw: Draw;
  readonly equal: readonly [number, number];
  readonly better: readonly [number, number];
}

const mAP: Case = { what: 'mAP', metric: { name: 'AP' }, draw: drawDetectors, equal: [1.5, 1.5], better: [1.5, 1.8] };
const macroF1: Case = { what: 'macro F1', metric: { name: 'macro-f1' }, draw: drawClassifiers, equal: [1.5, 1.5], better: [1.5, 1.8] };

/** Classifiers of three classes, six, three and one in ten; they are wrong on hard images, and then take them for any other class. */
function drawClassifiers(chance: Chance, images: number, skills: readonly [number, number]): readonly [Scorer, Scorer] {
  const classCount = 3;
  const truth = Int32Array.from({ length: images }, () => [0, 0, 0, 0, 0, 0, 1, 1, 1, 2][chance.below(10)] ?? 0);
  const hardness = Float64Array.from(truth, () => chance.normal());
  const [base, head] = skills.map((skill) => {
    const predicted = truth.map((of, image) =>
      skill - (hardness[image] ?? 0) + chance.normal() > 0 ? of : (of + 1 + chance.below(classCount - 1)) % classCount,
    );
    return createClassificationScorer({ classCount, truth, predicted, scores: undefined });
  });
  return [base as Scorer, head as Scorer];
}

function simulate(what: string, images: number, goal: { readonly goal?: Goal }, happens: Simulation['happens']): Simulation {
  return { group: 'resampled', what, images, count: 2000, ...goal, happens };
}

function compare({ draw, metric }: Case, chance: Chance, images: number, skills: readonly [number, number]): Difference | undefined {
  const [base, head] = draw(chance, images, skills);
  return compareScorers(base, head, [metric], { alpha, resamples })[0];
}

function holds(difference: Difference | undefined, truth: number): boolean {
  const { low, high } = difference ?? {};
  return typeof low === 'number' && typeof high === 'number' && low <= truth && truth <= high;
}

/** The difference of the better model on ever so many images: 40,000, which leave some hundredths of a point. */
function trueDifference({ draw, metric, better }: Case): number {
  const images = 40_000;
  const ones = new Int32Array(images).fill(1);
  const [base, head] = draw(createChance(20_240_229), images, better).map((scorer) => scorer.score(ones, [metric])[0]);
  return (head ?? Number.NaN) - (base ?? Number.NaN);
}

function simulationsOf(one: Case, sizes: readonly number[]): Simulation[] {
  let truth: number | undefined;
  const alarms = sizes.map((images) =>
    simulate(`${one.what}, equally good models called different`, images, { goal: { most: alpha } }, (chance) => {
      return !holds(compare(one, chance, images, one.equal), 0);
    }),
  );
  const coverage = sizes.map((images) =>
    simulate(
      `${one.what}, the interval holds the true difference`,
      images,
      images < 500 ? {} : { goal: { least: 0.94, most: 0.96 } },
      (chance) => {
        truth ??= trueDifference(one);
        return holds(compare(one, chance, images, one.better), truth);
      },
    ),
  );
  return [...alarms, ...coverage];
}

/** Metrics that are judged by a paired bootstrap over images: COCO's mAP of detectors, macro F1 of classifiers. */
export const resampled: readonly Simulation[] = [...simulationsOf(mAP, [25, 50, 100]), ...simulationsOf(macroF1, [50, 200, 500])];
