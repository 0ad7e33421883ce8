import type { Spec } from '../spec/spec.ts';
import { type HolmStep, holmCorrection } from '../statistics/holm.ts';
import { type ClassComparison, type Comparison, type Difference, type Discordance, type SliceComparison, judge } from './comparison.ts';
import type { Evaluation } from './evaluation.ts';
import { checkGates } from './gates.ts';
import { powerOfAccuracy, powerOfInterval } from './more-images.ts';
import { type Pairs, pairEvaluations } from './pair-evaluations.ts';
import { alpha, compareAccuracy } from './compare-accuracy.ts';
import { compareScores } from './compare-scores.ts';
import { classScore, macroF1Score } from './named-score.ts';

/** What the spec says about comparing. */
export type CompareOptions = Pick<Spec['evaluate'], 'primary' | 'gates'>;

/**
 * Judges head against base on the same images. The verdict is read off the interval of the primary metric and
 * off nothing else, so the two cannot contradict each other; swapping base and head mirrors both.
 * Throws `test-set-differs` unless both were evaluated on the same images and truths.
 */
export function compareEvaluations(base: Evaluation, head: Evaluation, { primary, gates }: CompareOptions): Comparison {
  const { metric, margin } = primary;
  const pairs = pairEvaluations(base, head);
  const images = pairs.head.truth.length;
  const all = pairs.head.truth.map((_, image) => image);
  const { accuracy, discordance } = compareAccuracy(pairs, all);
  const { macroF1, classes } = compareClasses(pairs, all, head);
  const difference = metric === 'accuracy' ? accuracy : macroF1;
  const verdict = judge(difference, margin);
  const power = metric === 'accuracy' ? powerOfAccuracy(images, discordance, margin) : powerOfInterval(images, macroF1, margin);
  return {
    version: 1,
    testSet: head.testSet,
    images,
    metric,
    margin,
    verdict,
    identical: pairs.identical,
    primary: difference,
    moreImages: verdict === 'cannot-tell' ? power.moreImages : null,
    discernible: power.discernible,
    discordance,
    accuracy,
    macroF1,
    classes,
    slices: compareSlices(pairs, all, head, margin),
    gates: checkGates(gates, pairs, head, margin),
  };
}

const perClass = ['precision', 'f1'] as const;
const undefinedDifference: Difference = { base: null, head: null, difference: null, low: null, high: null };

/** Macro F1 and every class's precision and F1 by one bootstrap; recall is the accuracy on the class. */
function compareClasses(
  pairs: Pairs,
  all: Int32Array,
  head: Evaluation,
): { readonly macroF1: Difference; readonly classes: readonly ClassComparison[] } {
  const scores = [macroF1Score, ...pairs.classes.flatMap((_, of) => perClass.map((metric) => classScore(metric, of)))];
  const { differences } = compareScores(pairs, all, scores);
  const at = (index: number): Difference => differences[index] ?? undefinedDifference;
  const recalls = compareFamily(
    pairs,
    pairs.classes.map((_, of) => all.filter((image) => pairs.head.truth[image] === of)),
  );
  const classes = recalls.map(({ accuracy, step }, of): ClassComparison => {
    const [precision, f1] = [at(1 + perClass.length * of), at(2 + perClass.length * of)];
    const support = head.overall.classes[of]?.support ?? 0;
    return { class: pairs.classes[of] ?? '', support, recall: accuracy, adjustedP: step.adjusted, alpha: step.alpha, precision, f1 };
  });
  return { macroF1: at(0), classes };
}

/** Slices are judged by accuracy. */
function compareSlices(pairs: Pairs, all: Int32Array, head: Evaluation, margin: number): SliceComparison[] {
  const sets = head.slices.map(({ column, value }) => {
    const values = head.rows.metadata[column];
    return all.filter((image) => values?.[image] === value);
  });
  return compareFamily(pairs, sets).flatMap(({ images, accuracy, discordance, step }, at): SliceComparison[] => {
    const slice = head.slices[at];
    const verdict = judge(accuracy, margin);
    return slice === undefined
      ? []
      : [{ column: slice.column, value: slice.value, images, accuracy, discordance, adjustedP: step.adjusted, alpha: step.alpha, verdict }];
  });
}

interface FamilyMember {
  readonly images: number;
  readonly accuracy: Difference;
  readonly discordance: Discordance;
  readonly step: HolmStep;
}

/** Accuracy on several sets of images, each interval at the level that Holm's correction gives it, so that many sets don't cry wolf. */
function compareFamily(pairs: Pairs, sets: readonly Int32Array[]): FamilyMember[] {
  const steps = holmCorrection(
    sets.map((images) => compareAccuracy(pairs, images).discordance.p),
    alpha,
  );
  return sets.map((images, at) => {
    const step = steps[at] ?? { adjusted: 1, alpha };
    return { images: images.length, ...compareAccuracy(pairs, images, step.alpha), step };
  });
}
