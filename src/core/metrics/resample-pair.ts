import type { ImageSets } from './pair-evaluations.ts';
import { type Resampled, countImages, narrow, nothing, resample } from './resample-scorer.ts';
import type { MetricId, Scorer } from './scorer.ts';

/** How often to draw, and from which seed on. */
interface Draws {
  readonly resamples: number;
  readonly seed: number;
}

/** The same on two test sets. */
export interface DrawsApart extends Draws {
  /** Their digests: each has its own draws, on whichever side it is, so that swapping the sides mirrors what comes out. */
  readonly testSets: Readonly<Record<'base' | 'head', string>>;
}

/** A metric of two models on resamples. */
export interface ResampledPair {
  readonly metric: MetricId;
  /** Base's, on the images themselves. */
  readonly base: number;
  /** Head's own. */
  readonly own: Resampled;
  /** Head minus base. */
  readonly difference: Resampled;
}

/** Metrics of two models on the same draws of the same images. */
export function resamplePaired(
  bases: Scorer,
  heads: Scorer,
  metrics: readonly MetricId[],
  only: Int32Array | undefined,
  draws: Draws,
): ResampledPair[] {
  const [[base], [head, images]] = [narrow(bases, only), narrow(heads, only)];
  const score = (counts: Int32Array): number[] => {
    const [before, now] = [base.score(counts, metrics), [...head.score(counts, metrics)]];
    return [...now, ...now.map((value, at) => value - (before[at] ?? Number.NaN))];
  };
  const before = base.score(countImages(images, base.images), metrics);
  const all = resample(images, head.images, score, draws);
  return metrics.map((metric, at) => {
    const difference = all[metrics.length + at] ?? nothing;
    const speaking = difference.differing; // where all images differ alike, all of them speak
    return { metric, base: before[at] ?? Number.NaN, own: all[at] ?? nothing, difference: { ...difference, speaking } };
  });
}

/** The same on two test sets: each side's own images are drawn, and nothing is paired. */
export function resampleApart(
  bases: Scorer,
  heads: Scorer,
  metrics: readonly MetricId[],
  only: ImageSets,
  { resamples, seed, testSets }: DrawsApart,
): ResampledPair[] {
  const draw = (all: Scorer, wanted: Int32Array, from: number): Resampled[] => {
    const [scorer, images] = narrow(all, wanted);
    return resample(images, scorer.images, (counts) => [...scorer.score(counts, metrics)], { resamples, seed: from });
  };
  const isBaseFirst = testSets.base < testSets.head;
  const before = draw(bases, only.base, isBaseFirst ? seed : seed + 1);
  const now = draw(heads, only.head, isBaseFirst ? seed + 1 : seed);
  return metrics.map((metric, at) => {
    const [of, to] = [before[at] ?? nothing, now[at] ?? nothing];
    const speaking = Math.min(of.speaking, to.speaking);
    const difference: Resampled = {
      estimate: to.estimate - of.estimate,
      drawn: to.drawn.map((value, resample) => value - (of.drawn[resample] ?? Number.NaN)),
      images: Math.min(of.images, to.images),
      acceleration: 0, // that of a difference of two samples is small, and has no jackknife of one
      speaking,
      differing: speaking,
    };
    return { metric, base: of.estimate, own: to, difference };
  });
}
