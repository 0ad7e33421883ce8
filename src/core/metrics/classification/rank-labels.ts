import { SlotTable } from './slot-table.ts';
import type { ScoreMatrix } from './score-matrix.ts';
import { type SlotCounts, averagePrecisionOf, countSlots, noSlotCounts, rocAucOf } from './slot-counts.ts';

/** How well the scores of each label tell the images that have it from the others; micro takes all images and labels as one list. */
export interface LabelRankings {
  readonly rocAuc: Float64Array;
  readonly averagePrecision: Float64Array;
  readonly micro: { readonly rocAuc: number; readonly averagePrecision: number };
}

/** `truth` is 1 where an image has a label, else 0: images x labels, row by row. */
export function rankLabels(scores: ScoreMatrix, truth: Uint8Array, weights: Int32Array): LabelRankings {
  const labels = scores.classCount;
  const has = (image: number, of: number): boolean => truth[image * labels + of] === 1;
  const readColumn = (of: number): Uint8Array => new Uint8Array(scores.images).map((_, image) => truth[image * labels + of] ?? 0);
  const [rocAuc, averagePrecision] = [new Float64Array(labels), new Float64Array(labels)];
  new SlotTable(scores, has).each(({ of, slots, count }) => {
    const counts = noSlotCounts(count);
    countSlots(slots, readColumn(of), 1, weights, counts);
    rocAuc[of] = rocAucOf(counts);
    averagePrecision[of] = averagePrecisionOf(counts);
  });
  let all: SlotCounts | undefined;
  new SlotTable(scores, has, true).each(({ of, slots, count }) => {
    all ??= noSlotCounts(count);
    countSlots(slots, readColumn(of), 1, weights, all);
  });
  const together = all ?? noSlotCounts(1);
  return { rocAuc, averagePrecision, micro: { rocAuc: rocAucOf(together), averagePrecision: averagePrecisionOf(together) } };
}
