import { SightlineError } from '../core/errors.ts';
import type { ObjectTruth } from '../core/labels/object-truth.ts';
import { nameImages } from '../core/labels/image-names.ts';
import { evaluateObjects } from '../core/metrics/objects/evaluate-objects.ts';
import type { ObjectEvaluation } from '../core/metrics/objects/object-evaluation.ts';
import type { ScoredModel } from '../core/metrics/scored-model.ts';
import type { MeasuredFacts } from '../core/metrics/slices/image-facts.ts';
import { factsNeeded } from '../core/metrics/slices/slice-column.ts';
import type { SliceSpec } from '../core/metrics/slices/slice-spec.ts';
import type { Tree } from '../core/ports.ts';
import type { Spec } from '../core/spec/spec.ts';
import type { EvaluateOptions } from './evaluate-options.ts';
import { loadObjectPredictions, loadObjectTruth } from './load-objects.ts';
import type { MeasureImages } from './measure-images.ts';

/** Judges what a detector found in the test set, both read from `files`. */
export async function evaluateDetector(
  files: Tree,
  spec: Spec,
  task: ObjectEvaluation['task'],
  options: EvaluateOptions,
): Promise<ScoredModel<ObjectEvaluation>> {
  if (options.format !== undefined && options.format !== 'json') {
    const message = `predictions of ${task} are COCO results or a folder of YOLO text, not ${options.format}`;
    throw new SightlineError('invalid-option', message, { hint: 'Leave --format out.' });
  }
  const { images = '.', labels = images } = spec.data.test;
  const kind = task === 'detection' ? 'boxes' : 'masks';
  const truth = await loadObjectTruth(files, spec.data.test, kind, options.measure);
  const names = nameImages(truth, images, labels);
  const path = options.predictions ?? spec.evaluate.predictions;
  const { detections, outsideCategories } = await loadObjectPredictions(files, path, truth, kind);
  const slices = options.slices ?? spec.evaluate.slices;
  const measured = await measureSlices(truth, names, slices, options.measure);
  return evaluateObjects({ task, truth, names, detections, leftOut: outsideCategories }, { slices, measured });
}

/** Opens the images for what the slices need and the labels don't say. */
async function measureSlices(
  { imageWidths, imageHeights }: ObjectTruth,
  names: readonly string[],
  slices: readonly SliceSpec[],
  measure: MeasureImages,
): Promise<ReadonlyMap<string, MeasuredFacts>> {
  const needed = factsNeeded(slices);
  if (names.every((_, at) => (imageWidths[at] ?? 0) > 0 && (imageHeights[at] ?? 0) > 0)) {
    needed.delete('size');
  }
  return needed.size === 0 ? new Map() : measure(names, needed);
}
