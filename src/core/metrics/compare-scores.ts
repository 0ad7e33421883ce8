import { accelerationOf, bcaInterval, pairedBootstrap } from '../statistics/bootstrap.ts';
import type { Interval } from '../statistics/interval.ts';
import { alpha } from './compare-accuracy.ts';
import type { Difference } from './comparison.ts';
import { type ClassCounts, countByClass, countConfusion } from './classification/confusion.ts';
import type { NamedScore } from './named-score.ts';
import type { ImageSets, Pairs } from './pair-evaluations.ts';
import { createCounter, findKinds } from './resample-kinds.ts';

/** The seed and size of the bootstrap: fixed, so that the same predictions give the same interval everywhere. */
const bootstrapOptions = { resamples: 2000, seed: 20_240_229 };

/** Bootstrapped metrics on some images: the differences, and head's own intervals. */
export interface BootstrappedScores {
  readonly differences: readonly Difference[];
  /** Of head alone; null where undefined. */
  readonly head: readonly (Interval | null)[];
}

/**
 * Any metrics of both models, each with its BCa bootstrap interval; one pass for all of them. On one test set the images are
 * drawn in pairs, on two each side's own.
 * A bootstrap knows nothing of what it hasn't seen: where fewer than ten images speak, the interval is widened
 * by what could hide among as many images (see `hiddenReach`).
 */
export function compareScores(pairs: Pairs, only: ImageSets, scores: readonly NamedScore[]): BootstrappedScores {
  const baseCounts = countByClass(countConfusion(pairs.base, only.base));
  const headCounts = countByClass(countConfusion(pairs.head, only.head));
  const { differences: drawn, heads } = resample(pairs, only, scores);
  const differences = scores.map((named, at): Difference => {
    const [base, head] = [named.score(baseCounts), named.score(headCounts)];
    if (base === null || head === null) {
      return { base, head, difference: null, low: null, high: null };
    }
    const seen = drawn[at]?.(head - base);
    const unseen = hiddenReach(headCounts, named) + (pairs.change === null ? 0 : hiddenReach(baseCounts, named));
    const isFew = countSpeaking(pairs, only, named) < fewImages;
    const around = pairs.change === null ? 0 : head - base;
    const interval = pairs.identical ? { low: 0, high: 0 } : isFew ? widen(seen, around, unseen) : seen;
    return { base, head, difference: head - base, low: interval?.low ?? null, high: interval?.high ?? null };
  });
  const head = scores.map((named, at) => {
    const value = named.score(headCounts);
    if (value === null) {
      return null;
    }
    const seen = heads[at]?.(value);
    const isFew = countErrors(pairs, 'head', only.head, named) < fewImages;
    return (isFew ? widen(seen, value, hiddenReach(headCounts, named)) : seen) ?? null;
  });
  return { differences, head };
}

/** The interval around an estimate. */
type IntervalOf = (estimate: number) => Interval | undefined;

/** Draws and jackknifes all scores at once: how to make the interval of each difference, and of head's own. */
function resample(
  pairs: Pairs,
  only: ImageSets,
  scores: readonly NamedScore[],
): { readonly differences: readonly IntervalOf[]; readonly heads: readonly IntervalOf[] } {
  const values = (counts: readonly ClassCounts[]): number[] => scores.map(({ score }) => score(counts) ?? Number.NaN);
  if (pairs.change === null) {
    const kinds = findKinds([pairs.base, pairs.head], only.head);
    const [countBase, countHead] = [createCounter(pairs.base, kinds.examples), createCounter(pairs.head, kinds.examples)];
    const statistic = (counts: Int32Array): number[] => {
      const base = values(countBase(counts));
      const heads = values(countHead(counts));
      return [...heads.map((head, at) => head - (base[at] ?? Number.NaN)), ...heads];
    };
    const intervals = bootstrap(kinds, statistic, bootstrapOptions.seed).map(
      ({ drawn, acceleration }): IntervalOf =>
        (estimate) =>
          bcaInterval(drawn, estimate, acceleration, alpha),
    );
    return { differences: intervals.slice(0, scores.length), heads: intervals.slice(scores.length) };
  }
  const [base, head] = (['base', 'head'] as const).map((side, at) => {
    const kinds = findKinds([pairs[side]], only[side]);
    const count = createCounter(pairs[side], kinds.examples);
    return bootstrap(kinds, (counts) => values(count(counts)), bootstrapOptions.seed + at);
  });
  return {
    // Without an acceleration: that of a difference of two samples is small, and has no jackknife of one.
    differences: scores.map((_, at): IntervalOf => {
      const drawn = head?.[at]?.drawn.map((value, resample) => value - (base?.[at]?.drawn[resample] ?? Number.NaN));
      return (estimate) => drawn && bcaInterval(drawn, estimate, 0, alpha);
    }),
    heads: scores.map(
      (_, at): IntervalOf =>
        (estimate) =>
          head?.[at] && bcaInterval(head[at].drawn, estimate, head[at].acceleration, alpha),
    ),
  };
}

interface Resampled {
  readonly drawn: Float64Array;
  readonly acceleration: number;
}

function bootstrap(kinds: ReturnType<typeof findKinds>, statistic: (counts: Int32Array) => number[], seed: number): Resampled[] {
  const { ofImage, examples } = kinds;
  const drawn = pairedBootstrap(ofImage, examples.length, statistic, { ...bootstrapOptions, seed });
  const counts = new Int32Array(examples.length);
  for (const kind of ofImage) {
    counts[kind] = (counts[kind] ?? 0) + 1;
  }
  const leftOut = examples.map((_, kind) => statistic(counts.map((count, of) => count - Number(of === kind))));
  return drawn.map((values, at) => ({
    drawn: values,
    acceleration: accelerationOf(
      leftOut.map((one) => one[at] ?? Number.NaN),
      counts,
    ),
  }));
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

/** Images that tell the models apart: changed answers that the metric sees, or, unpaired, the errors of the side that has fewer. */
function countSpeaking(pairs: Pairs, only: ImageSets, named: NamedScore): number {
  const { base, head } = pairs;
  if (pairs.change !== null) {
    return Math.min(countErrors(pairs, 'base', only.base, named), countErrors(pairs, 'head', only.head, named));
  }
  const { of } = named;
  const sees = (image: number): boolean =>
    of === undefined || head.truth[image] === of || head.predicted[image] === of || base.predicted[image] === of;
  return only.head.filter((image) => base.predicted[image] !== head.predicted[image] && sees(image)).length;
}

/** Images on which a side is wrong in a way that the metric sees. */
function countErrors(pairs: Pairs, side: 'base' | 'head', images: Int32Array, { of }: NamedScore): number {
  const { truth, predicted } = pairs[side];
  const sees = (image: number): boolean => of === undefined || truth[image] === of || predicted[image] === of;
  return images.filter((image) => predicted[image] !== truth[image] && sees(image)).length;
}
