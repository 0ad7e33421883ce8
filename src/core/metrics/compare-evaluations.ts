import type { Spec } from '../spec/spec.ts';
import { holmCorrection } from '../statistics/holm.ts';
import { type ClassComparison, type Comparison, type Difference, type SliceComparison, judge } from './comparison.ts';
import type { Evaluation } from './evaluation.ts';
import { checkGates } from './gates.ts';
import { powerOfAccuracy, powerOfInterval } from './more-images.ts';
import { type Pairs, pairEvaluations } from './pair-evaluations.ts';
import { alpha, compareAccuracy, compareScores, scoreNamed } from './paired-scores.ts';

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
    slices: compareSlices(pairs, head, margin),
    gates: checkGates(gates, pairs, head, margin),
  };
}

const perClass = ['precision', 'recall', 'f1'] as const;
const undefinedDifference: Difference = { base: null, head: null, difference: null, low: null, high: null };

/** Macro F1 and every class's scores, all by one bootstrap, but recall, which is the accuracy on the class. */
function compareClasses(
  pairs: Pairs,
  all: Int32Array,
  head: Evaluation,
): { readonly macroF1: Difference; readonly classes: readonly ClassComparison[] } {
  const scores = [scoreNamed('macro-f1', -1), ...pairs.classes.flatMap((_, of) => perClass.map((metric) => scoreNamed(metric, of)))];
  const { differences } = compareScores(pairs, all, scores);
  const at = (index: number): Difference => differences[index] ?? undefinedDifference;
  const classes = pairs.classes.map((name, of): ClassComparison => {
    const images = all.filter((image) => pairs.head.truth[image] === of);
    return {
      class: name,
      support: head.overall.classes[of]?.support ?? 0,
      precision: at(1 + perClass.length * of),
      recall: compareAccuracy(pairs, images).accuracy,
      f1: at(3 + perClass.length * of),
    };
  });
  return { macroF1: at(0), classes };
}

/** Slices are judged by accuracy, each with the level that Holm's correction gives it. */
function compareSlices(pairs: Pairs, head: Evaluation, margin: number): SliceComparison[] {
  const slices = head.slices.map(({ column, value }) => {
    const values = head.rows.metadata[column];
    return { column, value, images: pairs.head.truth.map((_, image) => image).filter((image) => values?.[image] === value) };
  });
  const steps = holmCorrection(
    slices.map(({ images }) => compareAccuracy(pairs, images).discordance.p),
    alpha,
  );
  return slices.map(({ column, value, images }, index): SliceComparison => {
    const step = steps[index] ?? { adjusted: 1, alpha };
    const { accuracy, discordance } = compareAccuracy(pairs, images, step.alpha);
    return {
      column,
      value,
      images: images.length,
      accuracy,
      discordance,
      adjustedP: step.adjusted,
      alpha: step.alpha,
      verdict: judge(accuracy, margin),
    };
  });
}
