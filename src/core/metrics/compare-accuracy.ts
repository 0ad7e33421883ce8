import { mcnemarMidP } from '../statistics/mcnemar.ts';
import { pairedAccuracyInterval } from '../statistics/paired-accuracy.ts';
import type { Difference, Discordance } from './comparison.ts';
import type { Pairs } from './pair-evaluations.ts';

/** The level of every interval outside the slices is 1 - alpha. */
export const alpha = 0.05;

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
    return { accuracy: { base: null, head: null, difference: null, low: null, high: null }, discordance };
  }
  const interval = pairs.identical ? { low: 0, high: 0 } : pairedAccuracyInterval({ images, onlyBaseRight, onlyHeadRight }, level);
  const difference = (onlyHeadRight - onlyBaseRight) / images;
  return { accuracy: { base: base / images, head: head / images, difference, ...interval }, discordance };
}
