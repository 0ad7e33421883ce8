import type { ScoreMatrix } from '../classification/score-matrix.ts';
import { type SlotCounts, averagePrecisionOf, countSlots, noSlotCounts, rocAucOf } from '../classification/slot-counts.ts';
import { SlotTable } from '../classification/slot-table.ts';

/** How well the scores of each label tell the images that have it from the others. */
export interface LabelRankings {
  /** By label; NaN where no image has it, or every one. */
  readonly rocAuc: Float64Array;
  /** By label; NaN where no image has it. */
  readonly averagePrecision: Float64Array;
}

/** Ranks images by the scores of labels, for as many weights of the images as are wanted. Owns the slots of the scores. */
export class LabelRanker {
  readonly #labelCount: number;
  /** Whether each image has the label, by label. */
  readonly #owns: readonly Uint8Array[];
  readonly #each: SlotTable;
  readonly #together: SlotTable;

  /** `truth` is 1 where an image has a label, else 0: images x labels, row by row. */
  constructor(scores: ScoreMatrix, truth: Uint8Array) {
    const labels = scores.classCount;
    const has = (image: number, of: number): boolean => truth[image * labels + of] === 1;
    this.#labelCount = labels;
    this.#owns = Array.from({ length: labels }, (_, of) => new Uint8Array(scores.images).map((_, image) => Number(has(image, of))));
    this.#each = new SlotTable(scores, has);
    this.#together = new SlotTable(scores, has, true);
  }

  byLabel(weights: Int32Array): LabelRankings {
    const [rocAuc, averagePrecision] = [new Float64Array(this.#labelCount), new Float64Array(this.#labelCount)];
    this.#each.each(({ of, slots, count }) => {
      const counts = noSlotCounts(count);
      countSlots(slots, this.#owns[of] ?? [], 1, weights, counts);
      rocAuc[of] = rocAucOf(counts);
      averagePrecision[of] = averagePrecisionOf(counts);
    });
    return { rocAuc, averagePrecision };
  }

  /** All images and labels as one list. */
  together(weights: Int32Array): { readonly rocAuc: number; readonly averagePrecision: number } {
    let all: SlotCounts | undefined;
    this.#together.each(({ of, slots, count }) => {
      all ??= noSlotCounts(count);
      countSlots(slots, this.#owns[of] ?? [], 1, weights, all);
    });
    const counts = all ?? noSlotCounts(1);
    return { rocAuc: rocAucOf(counts), averagePrecision: averagePrecisionOf(counts) };
  }
}
