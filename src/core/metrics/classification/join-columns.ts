import type { LabelledImage } from '../../labels/dataset.ts';
import type { PredictionTable } from '../../predictions/prediction-table.ts';
import type { JoinedImage } from '../join-predictions.ts';
import { findImprobable, type ScoreMatrix } from './score-matrix.ts';
import type { ClassificationColumns } from './scored-answers.ts';

/** Truth and predictions in one numbering of the images, that of `joined`, and of the classes. */
export function joinColumns(
  joined: readonly JoinedImage<LabelledImage>[],
  table: PredictionTable,
  classes: readonly string[],
): ClassificationColumns {
  const numbers = new Map(classes.map((name, at) => [name, at]));
  const ofTable = Int32Array.from(table.classes, (name) => numbers.get(name) ?? 0);
  return {
    classCount: classes.length,
    truth: Int32Array.from(joined, ({ truth }) => numbers.get(truth.label) ?? 0),
    predicted: Int32Array.from(joined, ({ row }) => ofTable[table.predicted[row] ?? 0] ?? 0),
    scores: table.scores && joinScores(joined, table.scores, ofTable, classes.length),
  };
}

/**
 * A class that the model doesn't know has the probability 0. Scores that are no probabilities have nothing to give it: then
 * there are none.
 */
function joinScores(
  joined: readonly JoinedImage<LabelledImage>[],
  scores: ScoreMatrix,
  ofTable: Int32Array,
  classCount: number,
): ScoreMatrix | undefined {
  if (ofTable.length < classCount && findImprobable(scores) !== -1) {
    return undefined;
  }
  const values = new Float64Array(joined.length * classCount);
  for (const [image, { row }] of joined.entries()) {
    for (let of = 0; of < ofTable.length; of++) {
      values[image * classCount + (ofTable[of] ?? 0)] = scores.values[row * ofTable.length + of] ?? 0;
    }
  }
  return { images: joined.length, classCount, values };
}

/** By image: the score of its answer, null where there are labels only. */
export function confidencesOf({ predicted, classCount, scores }: ClassificationColumns): (number | null)[] {
  return Array.from(predicted, (of, image) => scores?.values[image * classCount + of] ?? null);
}
