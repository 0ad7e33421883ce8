/** Where the run of each key starts once sorted by it, and where the last one ends; keys are 0 to `size` - 1. */
export function findStarts(keys: Int32Array, size: number): Int32Array {
  const starts = new Int32Array(size + 1);
  for (const key of keys) {
    starts[key + 1] = (starts[key + 1] ?? 0) + 1;
  }
  for (let key = 0; key < size; key++) {
    starts[key + 1] = (starts[key + 1] ?? 0) + (starts[key] ?? 0);
  }
  return starts;
}

/** Entries by rising key, those of equal keys in the order in which they came. */
export function sortByKey(order: Int32Array, keys: Int32Array, size: number): Int32Array {
  const next = findStarts(keys, size);
  const sorted = new Int32Array(order.length);
  for (const entry of order) {
    const key = keys[entry] ?? 0;
    const at = next[key] ?? 0;
    sorted[at] = entry;
    next[key] = at + 1;
  }
  return sorted;
}

const digits = 2 ** 16;

/** Entries by falling score, those of equal scores in the order in which they came. Scores are finite. */
export function sortByScore(order: Int32Array, scores: Float64Array): Int32Array {
  const halves = new Uint16Array(Float64Array.from(scores, (score) => score + 0).buffer);
  const digit = new Int32Array(scores.length);
  let sorted = order;
  for (let place = 0; place < 4; place++) {
    for (let entry = 0; entry < scores.length; entry++) {
      const isNegative = (halves[entry * 4 + 3] ?? 0) >= digits / 2;
      const bits = halves[entry * 4 + place] ?? 0;
      // The bits of a positive number rise with it, those of a negative one fall; falling order wants the reverse.
      digit[entry] = isNegative ? bits : place === 3 ? digits / 2 - 1 - bits : digits - 1 - bits;
    }
    sorted = sortByKey(sorted, digit, digits);
  }
  return sorted;
}
