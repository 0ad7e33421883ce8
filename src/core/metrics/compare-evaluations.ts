import type { Spec } from '../spec/spec.ts';
import { type HolmStep, holmCorrection } from '../statistics/holm.ts';
import { type ClassComparison, type Comparison, type Difference, type SliceComparison, judge, undefinedDifference } from './comparison.ts';
import type { Evaluation } from './evaluation.ts';
import { decide } from './decide.ts';
import { checkGates } from './gates.ts';
import { type ImageSets, type Pairs, pairEvaluations, selectImages, type SideColumns } from './pair-evaluations.ts';
import { type AccuracyComparison, alpha, compareAccuracy } from './compare-accuracy.ts';
import { compareMetrics } from './compare-metrics.ts';
import { type ClassifierPair, createClassifierPair, measureMetrics } from './measure-classification.ts';
import { measureGate } from './measure-gate.ts';
import { judgeChange, type SeedRuns } from './seed-runs.ts';
import { isTooSmall } from './slices/too-small.ts';
import { metricsOf } from './task.ts';

/** What the spec says about comparing, and what else to tell. */
export interface CompareOptions extends Pick<Spec['evaluate'], 'primary' | 'gates'> {
  /** Metrics of the model that are told besides; every one of the task unless given. */
  readonly metrics?: readonly string[];
  /** What the evaluations were made of, where it is at hand: they hold no more than a million scores. */
  readonly columns?: SideColumns;
}

/**
 * Judges head against base: image by image on the same test set, as two samples where it changed. The verdict is read off
 * the interval of the primary metric and off nothing else, so the two cannot contradict each other; swapping base and head
 * mirrors both. With runs of enough other seeds, interval and verdict are of the change, otherwise of these two models.
 */
export function compareEvaluations(
  base: Evaluation,
  head: Evaluation,
  { primary, gates, metrics = modelMetrics, columns = {} }: CompareOptions,
  runs: SeedRuns = { pairs: [], missing: [] },
): Comparison {
  const { metric, margin } = primary;
  const pairs = pairEvaluations(base, head, columns);
  const two = createClassifierPair(pairs);
  const images = pairs.head.truth.length;
  const { accuracy, discordance } = compareAccuracy(pairs, pairs.all);
  const { ofWeights, macroF1, classes } = compareClasses(two, head, metric);
  const { difference, seedNoise } = judgeChange(ofWeights, metric, head.testSet, runs);
  const about = difference === ofWeights ? 'weights' : 'change';
  const testSetChange = pairs.change;
  return {
    version: 1,
    task,
    testSet: head.testSet,
    images,
    metric,
    margin,
    ...decide({ task, metric, margin, images, about, testSetChange, primary: difference, ofWeights, discordance }),
    about,
    seedNoise,
    testSetChange,
    identical: pairs.identical,
    primary: difference,
    discordance,
    accuracy,
    macroF1,
    metrics: compareMetrics(two, metrics, { [metric]: ofWeights, accuracy, 'macro-f1': macroF1 }, margin),
    classes,
    slices: compareSlices(pairs, base, head, margin),
    gates: checkGates(gates, { task, margin, measure: (gate) => measureGate(gate, two, { base, head }) }),
  };
}

const task = 'classification';

const modelMetrics = metricsOf(task).flatMap(({ name, of }) => (of === 'class' ? [] : [name]));
const perClass = ['precision', 'f1'] as const;
interface ClassesCompared {
  /** The primary metric. */
  readonly ofWeights: Difference;
  readonly macroF1: Difference;
  readonly classes: readonly ClassComparison[];
}

/** The primary metric, macro F1 and every class's precision and F1 at once; recall is the accuracy on the class. */
function compareClasses(two: ClassifierPair, head: Evaluation, primary: string): ClassesCompared {
  const { pairs } = two;
  const ofClasses = pairs.classes.flatMap((_, of) => perClass.map((name) => ({ name, of })));
  const measured = measureMetrics(two, pairs.all, [{ name: primary }, { name: 'macro-f1' }, ...ofClasses]);
  const at = (index: number): Difference => {
    const one = measured[index];
    return one === undefined || 'why' in one ? undefinedDifference : one.difference;
  };
  const recalls = compareFamily(
    pairs,
    pairs.classes.map((_, of) => selectImages(pairs.all, (side, image) => pairs[side].truth[image] === of)),
  );
  const classes = recalls.map(({ accuracy, step }, of): ClassComparison => {
    const [precision, f1] = [at(2 + perClass.length * of), at(3 + perClass.length * of)];
    const support = head.overall.classes[of]?.support ?? 0;
    return { class: pairs.classes[of] ?? '', support, recall: accuracy, adjustedP: step.adjusted, alpha: step.alpha, precision, f1 };
  });
  return { ofWeights: at(0), macroF1: at(1), classes };
}

/** Slices are judged by accuracy. */
function compareSlices(pairs: Pairs, base: Evaluation, head: Evaluation, margin: number): SliceComparison[] {
  const sets = head.slices.map(({ column, value }) => {
    const values = { base: base.rows.metadata[column], head: head.rows.metadata[column] };
    return selectImages(pairs.all, (side, image) => values[pairs.change === null ? 'head' : side]?.[image] === value);
  });
  return compareFamily(pairs, sets).flatMap(({ images, accuracy, discordance, step }, at): SliceComparison[] => {
    const slice = head.slices[at];
    const verdict = judge(accuracy, margin);
    if (slice === undefined) {
      return [];
    }
    const tooSmall = isTooSmall(slice.scores.images, slice.scores.accuracy);
    const named = { column: slice.column, value: slice.value, images, tooSmall };
    return [{ ...named, accuracy, discordance, adjustedP: step.adjusted, alpha: step.alpha, verdict }];
  });
}

interface FamilyMember extends AccuracyComparison {
  /** Of head. */
  readonly images: number;
  readonly step: HolmStep;
}

/** Accuracy on several sets of images, each interval at the level that Holm's correction gives it, so that many sets don't cry wolf. */
function compareFamily(pairs: Pairs, sets: readonly ImageSets[]): FamilyMember[] {
  const steps = holmCorrection(
    sets.map((images) => compareAccuracy(pairs, images).p),
    alpha,
  );
  return sets.map((images, at) => {
    const step = steps[at] ?? { adjusted: 1, alpha };
    return { images: images.head.length, ...compareAccuracy(pairs, images, step.alpha), step };
  });
}
