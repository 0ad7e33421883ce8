import { mcnemarMidP } from '../statistics/mcnemar.ts';
import { pairedAccuracyInterval } from '../statistics/paired-accuracy.ts';
import { pairedBootstrap, percentileInterval } from '../statistics/bootstrap.ts';
import { f1Of, macroF1Of, precisionOf, recallOf } from './class-scores.ts';
import type { Difference, Discordance } from './comparison.ts';
import { type ClassCounts, countByClass, countConfusion } from './confusion.ts';
import type { Pairs } from './pair-evaluations.ts';

/** The level of every interval outside the slices is 1 - alpha. */
export const alpha = 0.05;

/** The seed and size of the bootstrap: fixed, so that the same predictions give the same interval everywhere. */
const bootstrapOptions = { resamples: 2000, seed: 20_240_229 };

/** Accuracy of both models on the images that `only` lists. */
export function compareAccuracy(
  pairs: Pairs,
  only: Int32Array,
  level: number = alpha,
): { readonly accuracy: Difference; readonly discordance: Discordance } {
  let base = 0;
  let head = 0;
  let onlyBaseRight = 0;
  let onlyHeadRight = 0;
  for (const image of only) {
    const truth = pairs.base.truth[image];
    const baseRight = pairs.base.predicted[image] === truth;
    const headRight = pairs.head.predicted[image] === truth;
    base += Number(baseRight);
    head += Number(headRight);
    onlyBaseRight += Number(baseRight && !headRight);
    onlyHeadRight += Number(headRight && !baseRight);
  }
  const discordance = { onlyBaseRight, onlyHeadRight, p: mcnemarMidP(onlyBaseRight, onlyHeadRight) };
  const images = only.length;
  if (images === 0) {
    return { accuracy: undefinedDifference(null, null), discordance };
  }
  const interval = pairs.identical ? { low: 0, high: 0 } : pairedAccuracyInterval({ images, onlyBaseRight, onlyHeadRight }, level);
  const difference = (onlyHeadRight - onlyBaseRight) / images;
  return { accuracy: { base: base / images, head: head / images, difference, ...interval }, discordance };
}

/** A metric of one model by the counts of its classes; null where undefined. */
export type ScoreOf = (classes: readonly ClassCounts[]) => number | null;

/** The metric that a gate or a table names, of one class (by number) or of all. */
export function scoreNamed(metric: 'macro-f1' | 'precision' | 'recall' | 'f1', of: number): ScoreOf {
  const pick =
    (score: (counts: ClassCounts) => number | null): ScoreOf =>
    (classes) => {
      const counts = classes[of];
      return counts === undefined ? null : score(counts);
    };
  switch (metric) {
    case 'macro-f1':
      return macroF1Of;
    case 'precision':
      return pick(precisionOf);
    case 'recall':
      return pick(recallOf);
    case 'f1':
      return pick(f1Of);
  }
}

/** Bootstrapped metrics on the images that `only` lists: the differences, and head's own intervals. */
export interface BootstrappedScores {
  readonly differences: readonly Difference[];
  /** Of head alone; null where undefined. */
  readonly head: readonly ({ readonly low: number; readonly high: number } | null)[];
}

/** Any metrics of both models, each with its paired bootstrap interval; one pass for all of them. */
export function compareScores(pairs: Pairs, only: Int32Array, scores: readonly ScoreOf[]): BootstrappedScores {
  const baseCounts = countByClass(countConfusion(pairs.base, only));
  const headCounts = countByClass(countConfusion(pairs.head, only));
  const kinds = findKinds(pairs, only);
  const [countBase, countHead] = [createCounter(pairs, kinds.examples, 'base'), createCounter(pairs, kinds.examples, 'head')];
  const statistic = (counts: Int32Array): number[] => {
    const [base, head] = [countBase(counts), countHead(counts)];
    const heads = scores.map((score) => score(head) ?? Number.NaN);
    return [...scores.map((score, at) => (heads[at] ?? Number.NaN) - (score(base) ?? Number.NaN)), ...heads];
  };
  const drawn = pairedBootstrap(kinds.ofImage, kinds.examples.length, statistic, bootstrapOptions);
  const differences = scores.map((score, at): Difference => {
    const [base, head] = [score(baseCounts), score(headCounts)];
    if (base === null || head === null) {
      return undefinedDifference(base, head);
    }
    const values = drawn[at];
    const interval = pairs.identical ? { low: 0, high: 0 } : values === undefined ? undefined : percentileInterval(values, alpha);
    return { base, head, difference: head - base, low: interval?.low ?? null, high: interval?.high ?? null };
  });
  const head = scores.map((score, at) => {
    const values = drawn[scores.length + at];
    return score(headCounts) === null || values === undefined ? null : (percentileInterval(values, alpha) ?? null);
  });
  return { differences, head };
}

function undefinedDifference(base: number | null, head: number | null): Difference {
  return { base, head, difference: null, low: null, high: null };
}

/** Images on which truth and both answers agree are of one kind, so that a resample is counted by kinds. */
interface Kinds {
  readonly ofImage: Int32Array;
  /** One image of each kind. */
  readonly examples: readonly number[];
}

function findKinds(pairs: Pairs, only: Int32Array): Kinds {
  const { classCount } = pairs.base;
  const numbers = new Map<number, number>();
  const examples: number[] = [];
  const ofImage = only.map((image) => {
    const answers = (pairs.base.predicted[image] ?? 0) * classCount + (pairs.head.predicted[image] ?? 0);
    const key = (pairs.base.truth[image] ?? 0) * classCount ** 2 + answers;
    const known = numbers.get(key);
    if (known !== undefined) {
      return known;
    }
    examples.push(image);
    numbers.set(key, numbers.size);
    return numbers.size - 1;
  });
  return { ofImage, examples };
}

/** Counts by class of one model, for how often each kind was drawn. The answer is overwritten by the next call: a bootstrap makes thousands. */
function createCounter(pairs: Pairs, examples: readonly number[], side: 'base' | 'head'): (counts: Int32Array) => readonly ClassCounts[] {
  const { classCount, truth, predicted } = pairs[side];
  const truths = Int32Array.from(examples, (image) => truth[image] ?? 0);
  const answers = Int32Array.from(examples, (image) => predicted[image] ?? 0);
  const classes = Array.from({ length: classCount }, () => ({ right: 0, support: 0, predicted: 0 }));
  return (counts) => {
    for (const one of classes) {
      one.right = 0;
      one.support = 0;
      one.predicted = 0;
    }
    for (let kind = 0; kind < truths.length; kind++) {
      const count = counts[kind] ?? 0;
      const [of, as] = [classes[truths[kind] ?? 0], classes[answers[kind] ?? 0]];
      if (of !== undefined && as !== undefined) {
        of.support += count;
        as.predicted += count;
        of.right += of === as ? count : 0;
      }
    }
    return classes;
  };
}
