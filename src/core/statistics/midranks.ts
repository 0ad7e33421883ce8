/** Ranks from 1 on, equal values sharing the mean of theirs, and what ties cost: the sum of t^3 - t over groups of t equal values. */
export interface Midranks {
  readonly ranks: Float64Array;
  readonly tieTerm: number;
}

/** Ranks values; NaN must not be among them. */
export function midranks(values: ArrayLike<number>): Midranks {
  const sorted = Float64Array.from(values);
  const order = Uint32Array.from(sorted, (_, index) => index).toSorted((a, b) => (values[a] ?? 0) - (values[b] ?? 0));
  sorted.sort();
  const ranks = new Float64Array(sorted.length);
  let tieTerm = 0;
  for (let start = 0; start < sorted.length;) {
    let end = start + 1;
    while (end < sorted.length && sorted[end] === sorted[start]) {
      end++;
    }
    const tied = end - start;
    for (const index of order.subarray(start, end)) {
      ranks[index] = (start + 1 + end) / 2;
    }
    tieTerm += tied ** 3 - tied;
    start = end;
  }
  return { ranks, tieTerm };
}
