import type { Pairs } from './pair-evaluations.ts';

const mostResamples = 2000;
/** An interval of fewer says too little of its ends, so there is none. */
const fewestResamples = 200;

/** Numbers that may be looked at for metrics that somebody asked for, and for those that are told besides: about 40 s and 10 s. */
export const budgets = { asked: 4e9, besides: 1e9 } as const;

/** Metrics by the order of the scores, which look at each class's score of each image, and at pairs of classes. */
export const byOrder = /roc-auc|average-precision/;

/** How many numbers one scoring of some images looks at, about: for metrics by the order of the scores those of each class, thrice. */
export function numbersLookedAt(images: number, classCount: number, areByOrder: boolean): number {
  return images * (areByOrder ? 3 * classCount : 1) + classCount ** 2;
}

/** How many resamples of two models' images a budget allows: 2,000 at most, and none rather than fewer than 200. */
export function affordableResamples({ base, head }: Pairs, images: number, areByOrder: boolean, budget: number): number {
  const cost = numbersLookedAt(images, head.classCount, areByOrder) + base.truth.length + head.truth.length + head.classCount ** 2;
  const affordable = Math.min(mostResamples, Math.floor(budget / cost));
  return affordable < fewestResamples ? 0 : affordable;
}
