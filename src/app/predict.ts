import type { LabelSource } from '../core/labels/label-format.ts';
import type { Predictions } from '../core/metrics/predictions.ts';
import type { NetworkRuntime } from '../core/training/network.ts';
import { plainBatch, scoringBatch } from '../core/training/pixel-set.ts';
import { designOf } from '../core/training/stored-model.ts';
import { checkTargets, inputsOf, inputsOfModel } from './check-targets.ts';
import { loadPixels, type ImagePorts } from './load-pixels.ts';
import { loadModel, type ModelPorts } from './model-folder.ts';
import type { OnBadImage } from './read-images.ts';

/** What predicting needs from the outside. */
export interface PredictPorts extends ImagePorts, ModelPorts {
  readonly runtime: NetworkRuntime;
}

/** What to predict with which model; paths are from the workspace's root. */
export interface PredictRequest {
  /** The folder of the model. */
  readonly model: string;
  readonly source: LabelSource;
  readonly onBadImage: OnBadImage;
  /** The file of the predictions. */
  readonly output: string;
}

/** Scores every image of a source and writes the predictions. */
export async function predict(ports: PredictPorts, request: PredictRequest): Promise<Predictions> {
  const target = { option: '--output', path: request.output, kind: 'file' } as const;
  await checkTargets(ports.files, [target], [...inputsOf(request.source), ...inputsOfModel(request.model)]);
  const model = await loadModel(ports, request.model);
  const design = designOf(model.manifest);
  const loaded = await loadPixels(ports, request.source, design.image, request.onBadImage);
  using network = ports.runtime.build(design, {
    optimizer: 'sgd',
    weightDecay: 0,
    labelSmoothing: 0,
    seed: 0,
    firstLearningLayer: design.layers.length,
  });
  network.setWeights(model.weights);
  ports.console.info(`predicting ${loaded.images.length} images with ${ports.runtime.backend}`);
  using progress = ports.console.progress('predicting images', loaded.images.length);
  const predictions: Predictions['predictions'] = [];
  const batchSize = scoringBatch(design.image);
  for (let start = 0; start < loaded.images.length; start += batchSize) {
    const images = loaded.images.slice(start, start + batchSize);
    const scores = await network.scores(plainBatch(loaded.pixels, design.image, start, start + images.length));
    for (const [index, { image }] of images.entries()) {
      predictions.push({ image, ...answer(scores, index, model.manifest.classes) });
    }
    progress.advance(images.length);
  }
  const skipped = loaded.skipped.length === 0 ? {} : { skipped: [...loaded.skipped] };
  const result: Predictions = { version: 1, classes: model.manifest.classes, predictions, ...skipped };
  await ports.files.write(request.output, writePredictions(result));
  ports.console.info(`wrote ${request.output}`);
  return result;
}

/** The class with the highest score, the first of equal ones, and all scores to six decimals. */
function answer(scores: Float32Array, index: number, classes: readonly string[]): { label: string; scores: number[] } {
  const row = scores.subarray(index * classes.length, (index + 1) * classes.length);
  const best = row.indexOf(Math.max(...row));
  return { label: classes[best] ?? '', scores: Array.from(row, (score) => Math.round(score * 1e6) / 1e6) };
}

/** One line for each image, so that a diff of two files is readable. */
function writePredictions({ version, classes, predictions, skipped }: Predictions): string {
  const lines = predictions.map((prediction) => `    ${JSON.stringify(prediction)}`);
  const left = skipped === undefined ? '' : `  "skipped": ${JSON.stringify(skipped)},\n`;
  return `{\n  "version": ${version},\n  "classes": ${JSON.stringify(classes)},\n${left}  "predictions": [\n${lines.join(',\n')}\n  ]\n}\n`;
}
