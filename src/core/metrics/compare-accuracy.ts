import { mcnemarMidP } from '../statistics/mcnemar.ts';
import { pairedAccuracyInterval } from '../statistics/paired-accuracy.ts';
import { newcombeInterval, newcombeTest } from '../statistics/two-proportions.ts';
import type { Difference, Discordance } from './comparison.ts';
import type { Answers } from './classification/confusion.ts';
import { commonWithin, type ImageSets, type Pairs } from './pair-evaluations.ts';

/** The level of every interval outside the slices is 1 - alpha. */
export const alpha = 0.05;

/** Accuracy of both models on some images. */
export interface AccuracyComparison {
  readonly accuracy: Difference;
  /** Of the images that both sides have. */
  readonly discordance: Discordance;
  /** Of "both are equally accurate": McNemar's mid-p on one test set, on two by inverting Newcombe's interval. */
  readonly p: number;
}

/** Accuracy on the images of `only`: paired on one test set, else as two samples. */
export function compareAccuracy(pairs: Pairs, only: ImageSets, level: number = alpha): AccuracyComparison {
  const discordance = countDiscordance(pairs, commonWithin(pairs, only));
  const base = { right: countRight(pairs.base, only.base), images: only.base.length };
  const head = { right: countRight(pairs.head, only.head), images: only.head.length };
  const [before, now] = [base, head].map(({ right, images }) => (images === 0 ? null : right / images));
  if (before === null || before === undefined || now === null || now === undefined) {
    return { accuracy: { base: before ?? null, head: now ?? null, difference: null, low: null, high: null }, discordance, p: 1 };
  }
  if (pairs.change !== null) {
    const difference = { base: before, head: now, difference: now - before, ...newcombeInterval(base, head, level) };
    return { accuracy: difference, discordance, p: newcombeTest(base, head) };
  }
  const interval = pairs.identical ? { low: 0, high: 0 } : pairedAccuracyInterval({ images: head.images, ...discordance }, level);
  const difference = (discordance.onlyHeadRight - discordance.onlyBaseRight) / head.images;
  return { accuracy: { base: before, head: now, difference, ...interval }, discordance, p: discordance.p };
}

function countRight({ truth, predicted }: Answers, images: Int32Array): number {
  return images.reduce((right, image) => right + Number(predicted[image] === truth[image]), 0);
}

function countDiscordance({ base, head }: Pairs, common: ImageSets): Discordance {
  let onlyBaseRight = 0;
  let onlyHeadRight = 0;
  for (const [at, image] of common.head.entries()) {
    const before = common.base[at] ?? -1;
    const baseRight = base.predicted[before] === base.truth[before];
    const headRight = head.predicted[image] === head.truth[image];
    onlyBaseRight += Number(baseRight && !headRight);
    onlyHeadRight += Number(headRight && !baseRight);
  }
  return { onlyBaseRight, onlyHeadRight, p: mcnemarMidP(onlyBaseRight, onlyHeadRight) };
}
