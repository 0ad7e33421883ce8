import type { Predictions } from '../metrics/predictions.ts';
import { type PredictionTable, PredictionTableBuilder } from './prediction-table.ts';

/** The predictions of our own JSON as a table; `file` names it in messages. */
export function tablePredictions({ classes, predictions, skipped = [] }: Predictions, file: string): PredictionTable {
  const builder = new PredictionTableBuilder(file, classes);
  for (const { image, label, scores } of predictions) {
    builder.add(image, label, scores);
  }
  return builder.build(skipped.map(({ image }) => image));
}
