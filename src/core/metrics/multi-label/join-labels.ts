import { SightlineError } from '../../errors.ts';
import { firstTen } from '../../labels/first-ten.ts';
import type { MultiLabelledImage } from '../../labels/multi-label-dataset.ts';
import type { PredictionTable } from '../../predictions/prediction-table.ts';
import type { ScoreMatrix } from '../classification/score-matrix.ts';
import type { JoinedImage } from '../join-predictions.ts';

/** Truth and scores in one numbering of the images, that of `joined`, and of the classes. */
export interface LabelColumns {
  readonly scores: ScoreMatrix;
  /** 1 where an image has a label, else 0: images x labels, row by row. */
  readonly truth: Uint8Array;
}

/** Throws `bad-predictions` for predictions without scores, or without those of a class of the test set: a label that has none can't be ranked. */
export function joinLabels(
  joined: readonly JoinedImage<MultiLabelledImage>[],
  table: PredictionTable,
  classes: readonly string[],
  file: string,
): LabelColumns {
  if (table.scores === undefined) {
    throw new SightlineError('bad-predictions', 'there are labels only, and several labels an image need a score for each class', {
      place: { file },
      hint: 'Write the scores of all classes for each image.',
    });
  }
  const unknown = classes.filter((name) => !table.classes.includes(name));
  if (unknown.length > 0) {
    throw new SightlineError('bad-predictions', `there is no score for ${unknown.length} classes of the test set: ${firstTen(unknown)}`, {
      place: { file },
    });
  }
  const numbers = new Map(classes.map((name, at) => [name, at]));
  const from = classes.map((name) => table.classes.indexOf(name));
  const truth = new Uint8Array(joined.length * classes.length);
  const values = new Float64Array(joined.length * classes.length);
  for (const [image, { truth: own, row }] of joined.entries()) {
    const start = image * classes.length;
    for (const label of own.labels) {
      truth[start + (numbers.get(label) ?? 0)] = 1;
    }
    from.forEach((column, of) => {
      values[start + of] = table.scores?.values[row * table.classes.length + column] ?? 0;
    });
  }
  return { truth, scores: { images: joined.length, classCount: classes.length, values } };
}
