import { SightlineError } from '../core/errors.ts';
import { chooseFormat, type LabelSource } from '../core/labels/label-format.ts';
import type { MultiLabelDataset } from '../core/labels/multi-label-dataset.ts';
import { parseCocoMultiLabels, parseCsvMultiLabels } from '../core/labels/multi-labels.ts';
import { defaultThreshold, evaluateLabels } from '../core/metrics/multi-label/evaluate-labels.ts';
import type { ScoredEvaluation } from '../core/metrics/scored/scored-evaluation.ts';
import type { ScoredModel } from '../core/metrics/scored-model.ts';
import type { Tree } from '../core/ports.ts';
import { formatOfName } from '../core/predictions/prediction-format.ts';
import type { Spec } from '../core/spec/spec.ts';
import { factsNeeded } from '../core/metrics/slices/slice-column.ts';
import type { EvaluateOptions } from './evaluate-options.ts';
import { readLabels } from './load-dataset.ts';
import { loadPredictions } from './load-predictions.ts';

/** Judges what a multi-label classifier answered, and the truth, both read from `files`. */
export async function evaluateMultiLabel(files: Tree, spec: Spec, options: EvaluateOptions): Promise<ScoredModel<ScoredEvaluation>> {
  const file = options.predictions ?? spec.evaluate.predictions;
  const dataset = await loadMultiLabels(files, spec.data.test);
  const predictions = await loadPredictions(files, file, options.format ?? formatOfName(file), dataset.classes);
  const slices = options.slices ?? spec.evaluate.slices;
  const needed = factsNeeded(slices);
  const skipped = new Set(predictions.skipped);
  const opened = needed.size === 0 ? [] : dataset.images.map(({ image }) => image).filter((image) => !skipped.has(image));
  return evaluateLabels(dataset, predictions, {
    slices,
    measured: await options.measure(opened, needed),
    threshold: spec.evaluate.threshold ?? defaultThreshold,
    file,
    maySkip: spec.data.badImages === 'skip',
  });
}

async function loadMultiLabels(files: Tree, source: LabelSource): Promise<MultiLabelDataset> {
  const { images = '.', labels } = source;
  const format = chooseFormat(source);
  if (labels === undefined || (format !== 'csv' && format !== 'coco')) {
    throw new SightlineError('labels-invalid', 'several labels an image are written in a CSV or a COCO file', {
      ...(labels === undefined ? {} : { place: { file: labels } }),
      hint: 'Let data.test name one of them as `labels`, with `format: csv` or `coco` where its name does not tell.',
    });
  }
  const text = await readLabels(files, labels);
  return format === 'csv' ? parseCsvMultiLabels(text, labels, images) : parseCocoMultiLabels(text, labels, images);
}
