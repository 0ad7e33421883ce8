import { SightlineError } from '../core/errors.ts';
import { evaluateTable } from '../core/metrics/evaluate-classification.ts';
import type { Evaluation } from '../core/metrics/evaluation.ts';
import type { SliceSpec } from '../core/metrics/slices/slice-spec.ts';
import type { Tree } from '../core/ports.ts';
import { rowNamesOf } from '../core/predictions/npy-predictions.ts';
import { type PredictionFormat, formatOfName, readPredictions } from '../core/predictions/prediction-format.ts';
import type { PredictionTable } from '../core/predictions/prediction-table.ts';
import type { Spec } from '../core/spec/spec.ts';
import { factsNeeded } from '../core/metrics/slices/slice-column.ts';
import { loadDataset } from './load-dataset.ts';
import type { MeasureImages } from './measure-images.ts';
import { requireTask } from './require-task.ts';

/** Predictions of more bytes are refused. */
const maxPredictionBytes = 2 ** 31;

/** Where to find predictions, and by which columns to slice, if not as the spec says. */
export interface EvaluateOptions {
  readonly predictions?: string | undefined;
  /** As the name of the file tells unless given. */
  readonly format?: PredictionFormat | undefined;
  readonly slices?: readonly SliceSpec[];
  /** Opens the images where a slice needs to have them measured. */
  readonly measure: MeasureImages;
}

/** Judges the predictions in `files` by the truth in the same files. */
export async function evaluate(files: Tree, spec: Spec, options: EvaluateOptions): Promise<Evaluation> {
  requireTask(spec, 'classification', 'evaluated');
  const file = options.predictions ?? spec.evaluate.predictions;
  const dataset = await loadDataset(files, spec.data.test);
  const predictions = await loadPredictions(files, file, options.format ?? formatOfName(file), dataset.classes);
  const slices = options.slices ?? spec.evaluate.slices;
  const needed = factsNeeded(slices);
  const skipped = new Set(predictions.skipped);
  const opened = needed.size === 0 ? [] : dataset.images.map(({ image }) => image).filter((image) => !skipped.has(image));
  return evaluateTable(dataset, predictions, {
    slices,
    fairness: spec.evaluate.fairness,
    measured: await options.measure(opened, needed),
    file,
    maySkip: spec.data.badImages === 'skip',
  });
}

async function loadPredictions(files: Tree, file: string, format: PredictionFormat, classes: readonly string[]): Promise<PredictionTable> {
  const rowNames = async (): Promise<string> => new TextDecoder().decode(await readBytes(files, rowNamesOf(file), 'no names of its rows'));
  return readPredictions({ file, format, bytes: await readBytes(files, file, 'no predictions'), rowNames, classes });
}

async function readBytes(files: Tree, file: string, what: string): Promise<Uint8Array> {
  const bytes = await files.readBytes(file, maxPredictionBytes);
  if (bytes === undefined) {
    throw new SightlineError('no-predictions', `there are ${what} in ${files.name}`, { place: { file } });
  }
  return bytes;
}
