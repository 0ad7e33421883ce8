import { drawPrecision } from '../metrics/classification/draw-precision.ts';
import { matrixOf } from '../metrics/classification/score-matrix.ts';
import type { Evaluation } from '../metrics/evaluation.ts';
import type { PrecisionRecall } from '../metrics/precision-recall.ts';

/** Precision by recall of a classifier's classes; undefined where an evaluation holds no scores: there were none, or too many. */
export function classifierPrecision({ classes, rows }: Evaluation): PrecisionRecall[] | undefined {
  const { scores, truth } = rows;
  return scores === undefined ? undefined : drawPrecision(matrixOf(scores, classes.length), classes, (image, of) => truth[image] === of);
}
