import type { CurveIndex, HitIndex } from './curve-index.ts';
import type { CurveSteps } from './precision-curve.ts';

/** How often these images count, together. */
export function sumCounts(images: Int32Array, counts: Int32Array): number {
  let sum = 0;
  for (let at = 0; at < images.length; at++) {
    sum += counts[images[at] ?? 0] ?? 0;
  }
  return sum;
}

/** Running sums over `inside`: `sums[n]` is that of the first n. */
export function sumInside({ inside }: CurveIndex, counts: Int32Array, sums: Int32Array): void {
  let sum = 0;
  sums[0] = 0;
  for (let at = 0; at < inside.length; at++) {
    sum += counts[inside[at] ?? 0] ?? 0;
    sums[at + 1] = sum;
  }
}

/** How many truths are found in all. */
export function countFound({ image, adds }: HitIndex, counts: Int32Array): number {
  let found = 0;
  for (let at = 0; at < image.length; at++) {
    found += (adds[at] ?? 0) < 0 ? 0 : (counts[image[at] ?? 0] ?? 0);
  }
  return found;
}

/** Fills `steps` as `walkCurve` does. */
export function walkIndex({ image, before, adds }: HitIndex, counts: Int32Array, sums: Int32Array, steps: CurveSteps): void {
  let [found, moved, length] = [0, 0, 0];
  for (let at = 0; at < image.length; at++) {
    const weight = counts[image[at] ?? 0] ?? 0;
    const add = adds[at] ?? 0;
    moved += add * weight;
    if (weight !== 0 && add >= 0) {
      found += weight;
      steps.found[length] = found;
      steps.precision[length] = found / ((sums[before[at] ?? 0] ?? 0) + moved + Number.EPSILON);
      length++;
    }
  }
  steps.length = length;
}
