import type { CocoEvaluation } from './coco-evaluation.ts';

/** Which part of an evaluation a mean is of; what isn't named is all of it. Each is a number in its axis. */
export interface Part {
  readonly threshold?: number;
  readonly of?: number;
  readonly area: number;
  readonly limit: number;
}

/** Mean precision (AP), over thresholds, recall points and classes where something is to be found; -1 where nothing is. */
export function meanPrecision({ precision, shape }: CocoEvaluation, part: Part): number {
  return meanOf(precision, shape, part);
}

/** Mean recall (AR), as `meanPrecision`. */
export function meanRecall({ recall, shape: [thresholds, , ...rest] }: CocoEvaluation, part: Part): number {
  return meanOf(recall, [thresholds, 1, ...rest], part);
}

function meanOf(values: Float64Array, shape: CocoEvaluation['shape'], { threshold, of, area, limit }: Part): number {
  const [thresholds, points, classes, areas, limits] = shape;
  let sum = 0;
  let defined = 0;
  for (let t = threshold ?? 0; t < (threshold === undefined ? thresholds : threshold + 1); t++) {
    for (let k = of ?? 0; k < (of === undefined ? classes : of + 1); k++) {
      for (let point = 0; point < points; point++) {
        const value = values[(((t * points + point) * classes + k) * areas + area) * limits + limit] ?? -1;
        if (value > -1) {
          sum += value;
          defined++;
        }
      }
    }
  }
  return defined === 0 ? -1 : sum / defined;
}
