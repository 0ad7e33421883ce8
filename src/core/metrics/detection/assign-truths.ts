import type { Pairs } from './pairs.ts';

/** What is known of a truth of a cell, by its place there. */
export interface TruthFlags {
  /** Counts neither for nor against: a crowd, or of a size that isn't asked for. */
  readonly ignored: Uint8Array;
  /** Takes any number of detections. */
  readonly crowd: Uint8Array;
}

/**
 * Gives each detection of a cell, the surest first, the free truth that it overlaps most, by at least `threshold`; of equal ones
 * the last. A truth that counts goes before any that is ignored. Answers the truth's place by detection, -1 for none.
 *
 * Lin et al.: Microsoft COCO, 2014, and its evaluation as pycocotools has it.
 */
export function assignTruths(pairs: Pairs, { ignored, crowd }: TruthFlags, threshold: number, assigned: Int32Array): void {
  const taken = new Uint8Array(pairs.truths.length);
  const { pairStarts, pairTruths, pairOverlaps } = pairs;
  const least = Math.min(threshold, 1 - 1e-10);
  for (let at = 0; at < pairs.detections.length; at++) {
    let best = -1;
    let bestOverlap = least;
    let isIgnored = true;
    for (let pair = pairStarts[at] ?? 0; pair < (pairStarts[at + 1] ?? 0); pair++) {
      const truth = pairTruths[pair] ?? 0;
      const overlap = pairOverlaps[pair] ?? 0;
      const ignores = ignored[truth] === 1;
      const isFree = taken[truth] === 0 || crowd[truth] === 1;
      const isFirstThatCounts = isIgnored && !ignores;
      if (isFree && (isIgnored || !ignores) && overlap >= (isFirstThatCounts ? least : bestOverlap)) {
        best = truth;
        bestOverlap = overlap;
        isIgnored = ignores;
      }
    }
    assigned[at] = best;
    if (best >= 0) {
      taken[best] = 1;
    }
  }
}
