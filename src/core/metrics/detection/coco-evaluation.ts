import { recallPoints } from './coco-settings.ts';
import type { Matches } from './match-detections.ts';
import { countBefore, countTruths, findHits, makeSteps, samplePrecision, walkCurve } from './precision-curve.ts';

/** Precision and recall of every threshold, class, range of sizes and limit: -1 where nothing is to be found, as pycocotools has it. */
export interface CocoEvaluation {
  /** Thresholds, recall points, classes, ranges, limits. */
  readonly shape: readonly [number, number, number, number, number];
  /** Of that shape, row by row. */
  readonly precision: Float64Array;
  /** Of that shape without the recall points. */
  readonly recall: Float64Array;
}

/** Reads all curves off matches, every image counting once. */
export function evaluateCoco(matches: Matches): CocoEvaluation {
  const { overlaps, areas, limits } = matches.settings;
  const points = recallPoints.length;
  const shape = [overlaps.length, points, matches.classes, areas.length, limits.length] as const;
  const cuts = matches.classes * areas.length * limits.length;
  const precision = new Float64Array(overlaps.length * points * cuts).fill(-1);
  const recall = new Float64Array(overlaps.length * cuts).fill(-1);
  const counts = new Int32Array(matches.images).fill(1);
  const steps = makeSteps(matches);
  const sampled = new Float64Array(points);
  for (let of = 0; of < matches.classes; of++) {
    for (let area = 0; area < areas.length; area++) {
      const hits = Array.from(overlaps, (_, threshold) => findHits(matches, { of, area, limit: 0 }, threshold));
      for (const [at, limit] of limits.entries()) {
        const cut = { of, area, limit };
        const truths = countTruths(matches, cut, counts);
        if (truths === 0) {
          continue;
        }
        const before = countBefore(matches, cut, counts);
        const column = (of * areas.length + area) * limits.length + at;
        for (let threshold = 0; threshold < overlaps.length; threshold++) {
          walkCurve(matches, { cut, threshold, hits: hits[threshold] ?? before, before }, counts, steps);
          recall[threshold * cuts + column] = steps.length === 0 ? 0 : (steps.found[steps.length - 1] ?? 0) / truths;
          samplePrecision(steps, truths, sampled, 0);
          sampled.forEach((value, point) => {
            precision[(threshold * points + point) * cuts + column] = value;
          });
        }
      }
    }
  }
  return { shape, precision, recall };
}
