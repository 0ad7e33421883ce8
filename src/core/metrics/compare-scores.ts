import { pairedBootstrap, percentileInterval } from '../statistics/bootstrap.ts';
import type { Interval } from '../statistics/interval.ts';
import { alpha } from './compare-accuracy.ts';
import type { Difference } from './comparison.ts';
import { type ClassCounts, countByClass, countConfusion } from './classification/confusion.ts';
import type { NamedScore } from './named-score.ts';
import type { Pairs } from './pair-evaluations.ts';

/** The seed and size of the bootstrap: fixed, so that the same predictions give the same interval everywhere. */
const bootstrapOptions = { resamples: 2000, seed: 20_240_229 };

/** Bootstrapped metrics on the images that `only` lists: the differences, and head's own intervals. */
export interface BootstrappedScores {
  readonly differences: readonly Difference[];
  /** Of head alone; null where undefined. */
  readonly head: readonly (Interval | null)[];
}

/**
 * Any metrics of both models, each with its paired bootstrap interval; one pass for all of them.
 * A bootstrap knows nothing of what it hasn't seen: where fewer than ten images speak, the interval is widened
 * by what could hide among as many images (see `hiddenReach`).
 */
export function compareScores(pairs: Pairs, only: Int32Array, scores: readonly NamedScore[]): BootstrappedScores {
  const baseCounts = countByClass(countConfusion(pairs.base, only));
  const headCounts = countByClass(countConfusion(pairs.head, only));
  const kinds = findKinds(pairs, only);
  const [countBase, countHead] = [createCounter(pairs, kinds.examples, 'base'), createCounter(pairs, kinds.examples, 'head')];
  const statistic = (counts: Int32Array): number[] => {
    const [base, head] = [countBase(counts), countHead(counts)];
    const heads = scores.map(({ score }) => score(head) ?? Number.NaN);
    return [...scores.map(({ score }, at) => (heads[at] ?? Number.NaN) - (score(base) ?? Number.NaN)), ...heads];
  };
  const drawn = pairedBootstrap(kinds.ofImage, kinds.examples.length, statistic, bootstrapOptions);
  const differences = scores.map((named, at): Difference => {
    const [base, head] = [named.score(baseCounts), named.score(headCounts)];
    if (base === null || head === null) {
      return { base, head, difference: null, low: null, high: null };
    }
    const seen = percentileInterval(drawn[at] ?? new Float64Array(), alpha);
    const isFew = countChanges(pairs, only, named) < fewImages;
    const interval = pairs.identical ? { low: 0, high: 0 } : isFew ? widen(seen, 0, hiddenReach(headCounts, named)) : seen;
    return { base, head, difference: head - base, low: interval?.low ?? null, high: interval?.high ?? null };
  });
  const head = scores.map((named, at) => {
    const value = named.score(headCounts);
    if (value === null) {
      return null;
    }
    const seen = percentileInterval(drawn[scores.length + at] ?? new Float64Array(), alpha);
    const isFew = countErrors(pairs, only, named) < fewImages;
    return (isFew ? widen(seen, value, hiddenReach(headCounts, named)) : seen) ?? null;
  });
  return { differences, head };
}

/** With fewer images than these behind it, a bootstrap is not trusted. */
const fewImages = 10;

/**
 * What a metric may be off by without one image of n showing it, with a chance of alpha / 2: 1 - (alpha / 2)^(1 / n), where n
 * is the size of the class, or of the smallest one, of which macro F1 is as many parts as there are classes.
 */
function hiddenReach(counts: readonly ClassCounts[], { of }: NamedScore): number {
  const supports = (of === undefined ? counts : [counts[of]]).map((one) => one?.support ?? 0).filter((support) => support > 0);
  const smallest = supports.reduce((least, support) => Math.min(least, support), Number.POSITIVE_INFINITY);
  return supports.length === 0 ? 1 : (1 - (alpha / 2) ** (1 / smallest)) / supports.length;
}

function widen(interval: Interval | undefined, around: number, reach: number): Interval | undefined {
  return interval && { low: Math.min(interval.low, around - reach), high: Math.max(interval.high, around + reach) };
}

/** Images on which the models differ in a way that the metric sees. */
function countChanges({ base, head }: Pairs, only: Int32Array, { of }: NamedScore): number {
  const sees = (image: number): boolean =>
    of === undefined || head.truth[image] === of || head.predicted[image] === of || base.predicted[image] === of;
  return only.filter((image) => base.predicted[image] !== head.predicted[image] && sees(image)).length;
}

/** Images on which head is wrong in a way that the metric sees. */
function countErrors({ head }: Pairs, only: Int32Array, { of }: NamedScore): number {
  const sees = (image: number): boolean => of === undefined || head.truth[image] === of || head.predicted[image] === of;
  return only.filter((image) => head.predicted[image] !== head.truth[image] && sees(image)).length;
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
