import { evaluateTable, type JudgedTable } from '../core/metrics/evaluate-classification.ts';
import type { Tree } from '../core/ports.ts';
import { formatOfName } from '../core/predictions/prediction-format.ts';
import type { Spec } from '../core/spec/spec.ts';
import { factsNeeded } from '../core/metrics/slices/slice-column.ts';
import { loadDataset } from './load-dataset.ts';
import type { EvaluateOptions } from './evaluate-options.ts';
import { loadPredictions } from './load-predictions.ts';

/** Judges what a classifier answered, and the truth, both read from `files`. */
export async function evaluateClassifier(files: Tree, spec: Spec, options: EvaluateOptions): Promise<JudgedTable> {
  const file = options.predictions ?? spec.evaluate.predictions;
  const dataset = await loadDataset(files, spec.data.test);
  const predictions = await loadPredictions(files, file, options.format ?? formatOfName(file), dataset.classes);
  const slices = options.slices ?? spec.evaluate.slices;
  const needed = factsNeeded(slices);
  const skipped = new Set(predictions.skipped);
  const opened = needed.size === 0 ? [] : dataset.images.map(({ image }) => image).filter((image) => !skipped.has(image));
  return evaluateTable(dataset, predictions, {
    slices,
    ...(options.estimates === undefined ? {} : { estimates: options.estimates }),
    fairness: spec.evaluate.fairness,
    measured: await options.measure(opened, needed),
    file,
    maySkip: spec.data.badImages === 'skip',
  });
}
