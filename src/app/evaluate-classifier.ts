import { SightlineError } from '../core/errors.ts';
import { evaluateTable } from '../core/metrics/evaluate-classification.ts';
import type { Evaluation } from '../core/metrics/evaluation.ts';
import type { Tree } from '../core/ports.ts';
import { rowNamesOf } from '../core/predictions/npy-predictions.ts';
import { type PredictionFormat, formatOfName, readPredictions } from '../core/predictions/prediction-format.ts';
import type { PredictionTable } from '../core/predictions/prediction-table.ts';
import type { Spec } from '../core/spec/spec.ts';
import { factsNeeded } from '../core/metrics/slices/slice-column.ts';
import { loadDataset } from './load-dataset.ts';
import type { EvaluateOptions } from './evaluate-options.ts';

/** Predictions of more bytes are refused. */
const maxPredictionBytes = 2 ** 31;

/** Judges what a classifier answered, and the truth, both read from `files`. */
export async function evaluateClassifier(files: Tree, spec: Spec, options: EvaluateOptions): Promise<Evaluation> {
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
