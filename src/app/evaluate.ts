import { SightlineError } from '../core/errors.ts';
import { evaluateClassification } from '../core/metrics/evaluate-classification.ts';
import type { Evaluation } from '../core/metrics/evaluation.ts';
import { parsePredictions } from '../core/metrics/predictions.ts';
import type { SliceSpec } from '../core/metrics/slices/slice-spec.ts';
import type { Tree } from '../core/ports.ts';
import type { Spec } from '../core/spec/spec.ts';
import { factsNeeded } from '../core/metrics/slices/slice-column.ts';
import { loadDataset } from './load-dataset.ts';
import type { MeasureImages } from './measure-images.ts';

/** Predictions of more bytes are refused: they must fit into one string. */
const maxPredictionBytes = 256 * 2 ** 20;

/** Where to find predictions, and by which columns to slice, if not as the spec says. */
export interface EvaluateOptions {
  readonly predictions?: string | undefined;
  readonly slices?: readonly SliceSpec[];
  /** Opens the images where a slice needs to have them measured. */
  readonly measure: MeasureImages;
}

/** Judges the predictions in `files` by the truth in the same files. */
export async function evaluate(files: Tree, spec: Spec, options: EvaluateOptions): Promise<Evaluation> {
  const file = options.predictions ?? spec.evaluate.predictions;
  const text = await readText(files, file);
  const predictions = parsePredictions(text, file);
  const dataset = await loadDataset(files, spec.data.test);
  const slices = options.slices ?? spec.evaluate.slices;
  const needed = factsNeeded(slices);
  const skipped = new Set(predictions.skipped?.map(({ image }) => image));
  const opened = needed.size === 0 ? [] : dataset.images.map(({ image }) => image).filter((image) => !skipped.has(image));
  return evaluateClassification(dataset, predictions, {
    slices,
    fairness: spec.evaluate.fairness,
    measured: await options.measure(opened, needed),
    file,
    maySkip: spec.data.badImages === 'skip',
  });
}

async function readText(files: Tree, file: string): Promise<string> {
  const bytes = await files.readBytes(file, maxPredictionBytes);
  if (bytes === undefined) {
    throw new SightlineError('no-predictions', `there are no predictions in ${files.name}`, { place: { file } });
  }
  return new TextDecoder().decode(bytes);
}
