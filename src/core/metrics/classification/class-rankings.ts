import { meanOfDefined } from './mean-of-defined.ts';
import { type SlotCounts, averagePrecisionOf, countSlots, noSlotCounts, rocAucOf, winsOf } from './slot-counts.ts';
import type { SlotTable } from './slot-table.ts';

/** How well the scores of each class tell its images from the others. */
export interface ClassRankings {
  /** By class; NaN where it has no image, or no other. */
  readonly rocAuc: Float64Array;
  /** By class; NaN where it has no image. */
  readonly averagePrecision: Float64Array;
  /** By class and other class: the area under the curve of the first one's scores on the images of the two alone. */
  readonly pairRocAuc: Float64Array | undefined;
  /** By class. */
  readonly support: Float64Array;
}

/** Ranks the images of each class against those of all others, and with `pairs` against each other class alone. */
export function rankClasses(table: SlotTable, truth: Int32Array, classCount: number, weights: Int32Array, pairs: boolean): ClassRankings {
  const support = new Float64Array(classCount);
  truth.forEach((of, image) => {
    support[of] = (support[of] ?? 0) + (weights[image] ?? 0);
  });
  const [rocAuc, averagePrecision] = [new Float64Array(classCount), new Float64Array(classCount)];
  const pairRocAuc = pairs ? new Float64Array(classCount * classCount) : undefined;
  table.each(({ of, slots, count }) => {
    const counts = noSlotCounts(count);
    countSlots(slots, truth, of, weights, counts);
    rocAuc[of] = rocAucOf(counts);
    averagePrecision[of] = averagePrecisionOf(counts);
    pairRocAuc?.set(rankPairs(slots, truth, weights, counts, support, of), of * classCount);
  });
  return { rocAuc, averagePrecision, pairRocAuc, support };
}

function rankPairs(
  slots: Int32Array,
  truth: Int32Array,
  weights: Int32Array,
  counts: SlotCounts,
  support: Float64Array,
  of: number,
): Float64Array {
  const wins = winsOf(counts);
  const won = new Float64Array(support.length);
  for (let image = 0; image < slots.length; image++) {
    const other = truth[image] ?? 0;
    won[other] = (won[other] ?? 0) + (weights[image] ?? 0) * (wins[slots[image] ?? 0] ?? 0);
  }
  const own = support[of] ?? 0;
  return won.map((sum, other) => sum / (own * (support[other] ?? 0)));
}

/**
 * The mean over all pairs of classes that have images of the area under the curve between the two (Hand and Till 2001),
 * plain, or weighted by how many images the two have.
 */
export function onePairRocAuc({ pairRocAuc = new Float64Array(), support }: ClassRankings, isWeighted: boolean): number {
  const classCount = support.length;
  const [values, weights]: [number[], number[]] = [[], []];
  for (let one = 0; one < classCount; one++) {
    for (let other = one + 1; other < classCount; other++) {
      const both = [pairRocAuc[one * classCount + other] ?? 0, pairRocAuc[other * classCount + one] ?? 0] as const;
      values.push((both[0] + both[1]) / 2);
      weights.push(isWeighted ? (support[one] ?? 0) + (support[other] ?? 0) : 1);
    }
  }
  return meanOfDefined(values, weights);
}

/** The scores of all images and classes as one list: each image's own class against all that it isn't of. */
export function rankTogether(
  table: SlotTable,
  truth: Int32Array,
  weights: Int32Array,
): { readonly rocAuc: number; readonly averagePrecision: number } {
  let counts: SlotCounts | undefined;
  table.each(({ of, slots, count }) => {
    counts ??= noSlotCounts(count);
    countSlots(slots, truth, of, weights, counts);
  });
  const all = counts ?? noSlotCounts(1);
  return { rocAuc: rocAucOf(all), averagePrecision: averagePrecisionOf(all) };
}
