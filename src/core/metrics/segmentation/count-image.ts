import type { ClassMask, MaskClasses } from './class-mask.ts';
import { countNear, squaredTolerance } from './count-near.ts';
import { type Boundaries, findBoundaries } from './find-boundaries.ts';
import { type JudgedPixels, judgePixels, noClass } from './judged-pixels.ts';

/** What masks of one image say of one class, in pixels. */
export interface ClassPixels {
  readonly of: number;
  readonly truth: number;
  readonly predicted: number;
  /** Of the class in both. */
  readonly both: number;
  /** On the boundary of the class, and those among them that are within the tolerance of the other mask's. */
  readonly truthBoundary: number;
  readonly truthMatched: number;
  readonly predictedBoundary: number;
  readonly predictedMatched: number;
}

/** Counts the pixels of each class that is in either of two masks without a `maskProblem`; classes by number. */
export function countImage(truth: ClassMask, predicted: ClassMask, classes: MaskClasses): ClassPixels[] {
  const pixels = judgePixels(truth, predicted, classes);
  const areas = countAreas(pixels, classes.count);
  const square = squaredTolerance(pixels);
  const [own, said] = [findBoundaries(pixels, 'truth', classes.count), findBoundaries(pixels, 'predicted', classes.count)];
  return Array.from({ length: classes.count }, (_, of): ClassPixels => {
    const [ownPixels, saidPixels] = [pixelsOf(own, of), pixelsOf(said, of)];
    return {
      of,
      truth: areas.truth[of] ?? 0,
      predicted: areas.predicted[of] ?? 0,
      both: areas.both[of] ?? 0,
      truthBoundary: ownPixels.length,
      truthMatched: countNear(ownPixels, saidPixels, pixels, square),
      predictedBoundary: saidPixels.length,
      predictedMatched: countNear(saidPixels, ownPixels, pixels, square),
    };
  }).filter(({ truth, predicted }) => truth + predicted > 0);
}

function countAreas({ truth, predicted }: JudgedPixels, classCount: number): Record<'truth' | 'predicted' | 'both', Int32Array> {
  const [own, said, both] = [new Int32Array(classCount), new Int32Array(classCount), new Int32Array(classCount)];
  for (let at = 0; at < truth.length; at++) {
    const of = truth[at] ?? noClass;
    const as = predicted[at] ?? noClass;
    if (of !== noClass) {
      own[of] = (own[of] ?? 0) + 1;
    }
    if (as !== noClass) {
      said[as] = (said[as] ?? 0) + 1;
      both[as] = (both[as] ?? 0) + Number(of === as);
    }
  }
  return { truth: own, predicted: said, both };
}

function pixelsOf({ starts, pixels }: Boundaries, of: number): Int32Array {
  return pixels.subarray(starts[of], starts[of + 1]);
}
