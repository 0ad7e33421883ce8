/** How many images of a class have each of its distinct scores, and how many others fall into each slot of them (see `PositiveRanks`). */
export interface SlotCounts {
  readonly positive: Float64Array;
  readonly negative: Float64Array;
}

/** Counts of nothing yet, for as many slots. */
export function noSlotCounts(slots: number): SlotCounts {
  return { positive: new Float64Array(slots >> 1), negative: new Float64Array(slots) };
}

/** Adds the images of one column of scores: those whose truth is `of` are the class's own. */
export function countSlots(slots: Int32Array, truth: ArrayLike<number>, of: number, weights: Int32Array, into: SlotCounts): void {
  const { positive, negative } = into;
  for (let image = 0; image < slots.length; image++) {
    const slot = slots[image] ?? 0;
    const weight = weights[image] ?? 0;
    if (truth[image] === of) {
      positive[slot >> 1] = (positive[slot >> 1] ?? 0) + weight;
    } else {
      negative[slot] = (negative[slot] ?? 0) + weight;
    }
  }
}

/** By slot: how many of the class's own images score higher, ties counted half. */
export function winsOf({ positive, negative }: SlotCounts): Float64Array {
  const wins = new Float64Array(negative.length);
  let higher = 0;
  for (let at = positive.length - 1; at >= 0; at--) {
    const own = positive[at] ?? 0;
    wins[2 * at + 2] = higher;
    wins[2 * at + 1] = higher + own / 2;
    higher += own;
  }
  wins[0] = higher;
  return wins;
}

/**
 * The area under the ROC curve: how probably an image of the class scores higher than another, ties counted half (Mann and
 * Whitney). NaN without both.
 */
export function rocAucOf(counts: SlotCounts): number {
  const wins = winsOf(counts);
  let [won, others] = [0, 0];
  for (let slot = 0; slot < wins.length; slot++) {
    const count = counts.negative[slot] ?? 0;
    won += count * (wins[slot] ?? 0);
    others += count;
  }
  return won / (others * (wins[0] ?? 0));
}

/**
 * Average precision: the sum of precision times the step of recall over the distinct scores, not interpolated. NaN without
 * an image of the class.
 */
export function averagePrecisionOf({ positive, negative }: SlotCounts): number {
  let [sum, own, others] = [0, 0, 0];
  for (let at = positive.length - 1; at >= 0; at--) {
    const step = positive[at] ?? 0;
    own += step;
    others += (negative[2 * at + 2] ?? 0) + (negative[2 * at + 1] ?? 0);
    sum += step === 0 ? 0 : (step * own) / (own + others);
  }
  return sum / own;
}
