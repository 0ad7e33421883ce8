import type { Overlap } from './box-overlap.ts';

/** The objects of one class in one image, and the pairs of detection and truth that overlap enough to be looked at. */
export interface Pairs {
  /** Detections by falling score, as numbers of the set. */
  readonly detections: Int32Array;
  /** Truths in the order of the labels, as numbers of the set. */
  readonly truths: Int32Array;
  /** The pairs of detection `d` are `pairStarts[d]` to `pairStarts[d + 1]`: places in `truths`, rising. */
  readonly pairStarts: Int32Array;
  readonly pairTruths: Int32Array;
  readonly pairOverlaps: Float64Array;
}

/** The pairs of some detections and truths of an image that overlap by at least `floor`; undefined when none do. */
export function findPairs(detections: Int32Array, truths: Int32Array, overlap: Overlap, floor: number): Pairs | undefined {
  const pairStarts = new Int32Array(detections.length + 1);
  const pairTruths: number[] = [];
  const pairOverlaps: number[] = [];
  for (let at = 0; at < detections.length; at++) {
    for (let truth = 0; truth < truths.length; truth++) {
      const share = overlap(detections[at] ?? 0, truths[truth] ?? 0);
      if (share >= floor) {
        pairTruths.push(truth);
        pairOverlaps.push(share);
      }
    }
    pairStarts[at + 1] = pairTruths.length;
  }
  return pairTruths.length === 0
    ? undefined
    : { detections, truths, pairStarts, pairTruths: Int32Array.from(pairTruths), pairOverlaps: Float64Array.from(pairOverlaps) };
}
