/** The mean of the values that are not NaN, weighted where weights are given: what has no weight doesn't count. NaN when nothing is left. */
export function meanOfDefined(values: ArrayLike<number>, weights?: ArrayLike<number>): number {
  let sum = 0;
  let total = 0;
  for (let at = 0; at < values.length; at++) {
    const value = values[at] ?? 0;
    const weight = weights === undefined ? 1 : (weights[at] ?? 0);
    if (!Number.isNaN(value) && weight > 0) {
      sum += value * weight;
      total += weight;
    }
  }
  return sum / total;
}
