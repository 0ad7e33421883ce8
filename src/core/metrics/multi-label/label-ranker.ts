import type { ScoreMatrix } from '../classification/score-matrix.ts';
import { type SlotCounts, averagePrecisionOf, noSlotCounts, rocAucOf } from '../classification/slot-counts.ts';
import { type SlotColumn, SlotTable } from '../classification/slot-table.ts';

/** How well scores tell images that have a label from the others. */
export interface Ranking {
  /** NaN where no image has the label, or every one. */
  readonly rocAuc: number;
  /** NaN where no image has the label. */
  readonly averagePrecision: number;
}

/**
 * Ranks images by the scores of labels, for as many weights of the images as are wanted. Of the others only those are kept that
 * score as high as any image that has the label, which are few of a good model: all below are told by their sum.
 */
export class LabelRanker {
  readonly #testLabels: number;
  readonly #byLabel: readonly RankedImages[];
  readonly #together: RankedImages;

  /** `truth` is 1 where an image has a label, else 0: images x labels, row by row. The first `testLabels` are the test set's. */
  constructor(scores: ScoreMatrix, truth: Uint8Array, testLabels: number) {
    const labels = scores.classCount;
    const has = (image: number, of: number): boolean => truth[image * labels + of] === 1;
    const rank = (column: SlotColumn): RankedImages => keepRanked(column, (image) => has(image, column.of));
    this.#testLabels = testLabels;
    this.#byLabel = collect(new SlotTable(scores, has), rank);
    this.#together = joinRanked(collect(new SlotTable(scores, has, true), rank).slice(0, testLabels));
  }

  byLabel(weights: Int32Array): Ranking[] {
    const total = sum(weights);
    return this.#byLabel.map((ranked) => rankOf(ranked, weights, total));
  }

  /** All images and labels of the test set as one list: a label that only the model knows is no answer to be right about. */
  together(weights: Int32Array): Ranking {
    return rankOf(this.#together, weights, sum(weights) * this.#testLabels);
  }
}

/** The images that have a label, and the others that score as high as one of them. */
interface RankedImages {
  readonly images: Int32Array;
  /** See `PositiveRanks`. */
  readonly slots: Int32Array;
  readonly isOwn: Uint8Array;
  /** How many slots there are. */
  readonly count: number;
}

function collect(table: SlotTable, rank: (column: SlotColumn) => RankedImages): RankedImages[] {
  const ranked: RankedImages[] = [];
  table.each((column) => ranked.push(rank(column)));
  return ranked;
}

function keepRanked({ slots, count }: SlotColumn, has: (image: number) => boolean): RankedImages {
  const images: number[] = [];
  slots.forEach((slot, image) => {
    if (slot > 0) {
      images.push(image);
    }
  });
  return {
    images: Int32Array.from(images),
    slots: Int32Array.from(images, (image) => slots[image] ?? 0),
    isOwn: Uint8Array.from(images, (image) => Number(has(image))),
    count,
  };
}

function joinRanked(columns: readonly RankedImages[]): RankedImages {
  const size = columns.reduce((length, { images }) => length + images.length, 0);
  const [images, slots, isOwn] = [new Int32Array(size), new Int32Array(size), new Uint8Array(size)];
  let at = 0;
  for (const column of columns) {
    images.set(column.images, at);
    slots.set(column.slots, at);
    isOwn.set(column.isOwn, at);
    at += column.images.length;
  }
  return { images, slots, isOwn, count: columns[0]?.count ?? 1 };
}

function rankOf({ images, slots, isOwn, count }: RankedImages, weights: Int32Array, total: number): Ranking {
  const counts: SlotCounts = noSlotCounts(count);
  const { positive, negative } = counts;
  let counted = 0;
  for (let at = 0; at < images.length; at++) {
    const slot = slots[at] ?? 0;
    const weight = weights[images[at] ?? 0] ?? 0;
    counted += weight;
    if (isOwn[at] === 1) {
      positive[slot >> 1] = (positive[slot >> 1] ?? 0) + weight;
    } else {
      negative[slot] = (negative[slot] ?? 0) + weight;
    }
  }
  negative[0] = total - counted;
  return { rocAuc: rocAucOf(counts), averagePrecision: averagePrecisionOf(counts) };
}

function sum(weights: Int32Array): number {
  return weights.reduce((total, weight) => total + weight, 0);
}
