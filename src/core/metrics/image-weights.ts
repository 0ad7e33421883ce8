/** Images of which each carries the same part of a metric. */
export interface ImageWeight {
  readonly images: number;
  /** What the metric loses when one of them is wrong, as a share of its range. */
  readonly weight: number;
}

/** Of a metric that is one number of all these images. */
export function weighAlike(images: number): ImageWeight[] {
  return images > 0 ? [{ images, weight: 1 / images }] : [];
}

/** Of the mean over classes that have so many images each and share none; heaviest first. */
export function weighClasses(supports: readonly number[]): ImageWeight[] {
  const present = supports.filter((count) => count > 0);
  return present.toSorted((a, b) => a - b).map((images) => ({ images, weight: 1 / (present.length * images) }));
}

/** Of the mean over classes of which an image may hold several: `held` are the classes in each image, each once; heaviest first. */
export function weighHeld(held: readonly (readonly number[])[], classCount: number): ImageWeight[] {
  const holders = new Int32Array(classCount);
  for (const of of held.flat()) {
    holders[of] = (holders[of] ?? 0) + 1;
  }
  const present = holders.filter((count) => count > 0).length;
  const weights = held.map((classes) => classes.reduce((sum, of) => sum + 1 / (holders[of] ?? 1), 0) / present);
  const alike = Map.groupBy(
    weights.filter((weight) => weight > 0),
    (weight) => weight,
  );
  return Array.from(alike, ([weight, { length }]) => ({ images: length, weight })).toSorted((a, b) => b.weight - a.weight);
}
