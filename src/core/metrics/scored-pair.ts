import { alpha } from './compare-accuracy.ts';
import type { Difference, Measured } from './comparison.ts';
import { centredInterval } from './estimate-scorer.ts';
import { hiddenReach, widenFew } from './hidden-reach.ts';
import { orNull } from './or-null.ts';
import { type ResampledPair, resampleApart, resamplePaired } from './resample-pair.ts';
import { errorOf, intervalOf, standardDraws } from './resample-scorer.ts';
import type { JudgedEvaluation, ScoredModel, ScoredSlice } from './scored-model.ts';
import type { MetricId, Scorer } from './scorer.ts';
import type { Interval } from '../statistics/interval.ts';
import { criticalValue } from '../statistics/normal.ts';
import { excludesZero, findRejection } from '../statistics/rejection-level.ts';
import { compareTruths, type JudgedTruths, type TestSetChange } from './test-set-change.ts';

/** Two models that were judged by scorers, and how their test sets differ. */
export interface ScoredPair {
  readonly base: ScoredModel<JudgedEvaluation>;
  readonly head: ScoredModel<JudgedEvaluation>;
  /** Null on one test set, where each image is a pair. */
  readonly change: TestSetChange | null;
  /** Whether both said the same of every image. */
  readonly identical: boolean;
}

/** A metric of both on some images, and how sure it is. */
export interface MeasuredPair {
  readonly difference: Difference;
  readonly head: Measured['head'];
  /** Of "both are equally good": the level from which on the interval of `atLevel` excludes 0; NaN where there is nothing to tell it by. */
  readonly p: number;
  /** The interval at another level, by the normal distribution: resamples don't reach out to the levels of large families. */
  readonly atLevel: (level: number) => Difference;
}

/** Brings two judged models together. */
export function pairScored(base: ScoredModel<JudgedEvaluation>, head: ScoredModel<JudgedEvaluation>): ScoredPair {
  const isSame = base.evaluation.testSet === head.evaluation.testSet;
  return {
    base,
    head,
    change: isSame ? null : compareTruths(truthsOf(base), truthsOf(head)),
    identical: isSame && base.answers.every((answer, at) => answer === head.answers[at]),
  };
}

function truthsOf({ evaluation, truths }: ScoredModel<JudgedEvaluation>): JudgedTruths {
  const { rows, skipped = [] } = evaluation;
  return { truths: new Map(rows.image.map((image, at) => [image, truths[at] ?? ''])), skipped };
}

/** Of a verdict hang the draws; 1,000 tell the ends of a 95 % interval. */
const draws = { resamples: 1000, seed: standardDraws.seed };

/** Metrics of both by one bootstrap over the images of a slice, or all: BCa of the difference, on one test set by the same draws. */
export function measurePair(
  pair: ScoredPair,
  metrics: readonly MetricId[],
  slice?: Readonly<Record<'base' | 'head', Int32Array>>,
): MeasuredPair[] {
  const { base, head, change } = pair;
  const unseen = { base: base.unseen(slice?.base), head: head.unseen(slice?.head) };
  const testSets = { base: base.evaluation.testSet, head: head.evaluation.testSet };
  const [before, now] = [renumber(base, head.evaluation.classes), head.scorer];
  const drawn =
    change === null
      ? resamplePaired(before, now, metrics, slice?.head, draws)
      : resampleApart(
          before,
          now,
          metrics,
          { base: slice?.base ?? allOf(before), head: slice?.head ?? allOf(now) },
          { ...draws, testSets },
        );
  const images = slice?.head.length ?? head.evaluation.images;
  return drawn.map((one) => {
    const reachAt = (level: number): number =>
      hiddenReach(unseen.head(one.metric), level) + (change === null ? 0 : hiddenReach(unseen.base(one.metric), level));
    const own = centredInterval(one.own, unseen.head(one.metric), alpha);
    return {
      ...describe(one, pair, reachAt),
      head: own === undefined ? null : { value: one.own.estimate, images, ...own },
    };
  });
}

function describe(one: ResampledPair, { change, identical }: ScoredPair, reachAt: (level: number) => number): Omit<MeasuredPair, 'head'> {
  const { estimate, speaking } = one.difference;
  const around = change === null ? 0 : estimate;
  const error = errorOf(one.difference);
  const isFlat = identical && estimate === 0;
  const endsAt = (level: number): Interval => widenFew(centreAt(estimate, criticalValue(level) * error), speaking, around, reachAt(level));
  const withEnds = (ends: Interval | undefined): Difference => ({
    base: orNull(one.base),
    head: orNull(one.own.estimate),
    difference: orNull(estimate),
    low: isFlat ? 0 : (ends?.low ?? null),
    high: isFlat ? 0 : (ends?.high ?? null),
  });
  return {
    difference: withEnds(intervalOf(one.difference, around, reachAt(alpha), alpha)),
    p: Number.isNaN(error) ? (isFlat ? 1 : Number.NaN) : findRejection((level) => excludesZero(endsAt(level))),
    atLevel: (level) => withEnds(Number.isNaN(error) ? undefined : endsAt(level)),
  };
}

function centreAt(value: number, reach: number): Interval {
  return { low: value - reach, high: value + reach };
}

/** The scorer of a model as if its classes were numbered like these; one that it doesn't know is undefined. */
function renumber({ scorer, evaluation }: ScoredModel<JudgedEvaluation>, classes: readonly string[]): Scorer {
  const numbers = classes.map((name) => evaluation.classes.indexOf(name));
  return numbers.every((of, at) => of === at) ? scorer : renumberScorer(scorer, numbers);
}

function renumberScorer(scorer: Scorer, numbers: readonly number[]): Scorer {
  const among = (images: Int32Array): Scorer => renumberScorer(scorer.among?.(images) ?? scorer, numbers);
  return {
    images: scorer.images,
    score: (counts, metrics) =>
      scorer.score(
        counts,
        metrics.map(({ name, of }) => ({ name, ...(of === undefined ? {} : { of: numbers[of] ?? -1 }) })),
      ),
    ...(scorer.among === undefined ? {} : { among }),
  };
}

function allOf({ images }: Scorer): Int32Array {
  return Int32Array.from({ length: images }, (_, image) => image);
}

/** The images of a slice on each side, or why there are none; on one test set they are head's on both. */
export function imagesOf(
  { base, head, change }: ScoredPair,
  column: string,
  value: string,
): (Readonly<Record<'base' | 'head', Int32Array>> & Pick<ScoredSlice, 'of'>) | undefined {
  const now = head.findSlice(column, value);
  const before = change === null ? now : base.findSlice(column, value);
  return now === undefined ? undefined : { ...now, base: before?.images ?? new Int32Array(), head: now.images };
}
