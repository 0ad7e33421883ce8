/** A point is what is called positive at a score of the threshold or above. */
export interface RocCurve {
  /** Descending from infinity, where nothing is; then each distinct score. */
  readonly thresholds: Float64Array;
  /** NaN throughout without an image of the other kind. */
  readonly falsePositiveRate: Float64Array;
  readonly truePositiveRate: Float64Array;
}

/** Precision and recall at each distinct score, ascending, and a last point without a threshold: precision 1, recall 0. */
export interface PrecisionRecallCurve {
  readonly thresholds: Float64Array;
  readonly precision: Float64Array;
  /** NaN without an image of the class. */
  readonly recall: Float64Array;
}

/** How many images score a distinct score or higher. */
interface Totals {
  /** Descending. */
  readonly scores: number[];
  readonly positives: number[];
  readonly all: number[];
}

/** `isPositive` is 1 for an image of the class, else 0. */
export function rocCurve(scores: Float64Array, isPositive: Uint8Array): RocCurve {
  const { scores: distinct, positives, all } = totalsOf(scores, isPositive);
  const others = all.map((count, at) => count - (positives[at] ?? 0));
  return {
    thresholds: Float64Array.from([Number.POSITIVE_INFINITY, ...distinct]),
    falsePositiveRate: Float64Array.from([0, ...others], (count) => count / (others.at(-1) ?? 0)),
    truePositiveRate: Float64Array.from([0, ...positives], (count) => count / (positives.at(-1) ?? 0)),
  };
}

/** `isPositive` is 1 for an image of the class, else 0. */
export function precisionRecallCurve(scores: Float64Array, isPositive: Uint8Array): PrecisionRecallCurve {
  const { scores: distinct, positives, all } = totalsOf(scores, isPositive);
  const precision = positives.map((count, at) => count / (all[at] ?? 0));
  const recall = positives.map((count) => count / (positives.at(-1) ?? 0));
  return {
    thresholds: Float64Array.from(distinct.toReversed()),
    precision: Float64Array.from([...precision.toReversed(), 1]),
    recall: Float64Array.from([...recall.toReversed(), 0]),
  };
}

function totalsOf(scores: Float64Array, isPositive: Uint8Array): Totals {
  const sorted = scores.toSorted();
  const own = scores.filter((_, image) => isPositive[image] === 1).toSorted();
  const totals: Totals = { scores: [], positives: [], all: [] };
  let at = own.length - 1;
  for (let image = sorted.length - 1; image >= 0; image--) {
    const score = sorted[image] ?? 0;
    if (image > 0 && sorted[image - 1] === score) {
      continue;
    }
    while (at >= 0 && (own[at] ?? 0) >= score) {
      at -= 1;
    }
    totals.scores.push(score);
    totals.positives.push(own.length - 1 - at);
    totals.all.push(sorted.length - image);
  }
  return totals;
}
