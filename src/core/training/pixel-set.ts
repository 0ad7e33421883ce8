import type { ImageShape } from '../ports.ts';
import { augmentImage, changesNothing } from './augmentation.ts';
import type { FitParams } from './fit-params.ts';
import type { PixelBatch, TrainingBatch } from './network.ts';
import { randomStream } from './random.ts';

/** Labelled images in memory, one byte a value. */
export interface PixelSet {
  readonly shape: ImageShape;
  /** `labels.length * height * width * channels` values of 0 to 255, channels last. */
  readonly pixels: Uint8Array;
  /** The index of each image's class. */
  readonly labels: Int32Array;
}

/** How a batch of training images is made. */
export interface BatchRules {
  readonly augment: FitParams['augment'];
  readonly seed: number;
  readonly epoch: number;
  /** How much an image of each class counts. */
  readonly classWeights: readonly number[];
}

/** The images at `indices`, changed at random by image and epoch. */
export function trainingBatch(set: PixelSet, indices: Uint32Array, rules: BatchRules): TrainingBatch {
  const size = imageSize(set.shape);
  const pixels = new Float32Array(indices.length * size);
  const plain = changesNothing(rules.augment);
  for (const [place, index] of indices.entries()) {
    const image = set.pixels.subarray(index * size, (index + 1) * size);
    if (plain) {
      copyScaled(image, pixels, place * size);
    } else {
      augmentImage(image, set.shape, rules.augment, randomStream(rules.seed, 'augment', rules.epoch, index), pixels, place * size);
    }
  }
  const labels = Int32Array.from(indices, (index) => set.labels[index] ?? 0);
  return { count: indices.length, pixels, labels, weights: Float32Array.from(labels, (label) => rules.classWeights[label] ?? 1) };
}

/** Images `start` to `end` (not included) as they are. `pixels` holds values of 0 to 255. */
export function plainBatch(pixels: Uint8Array, shape: ImageShape, start: number, end: number): PixelBatch {
  const size = imageSize(shape);
  const scaled = new Float32Array((end - start) * size);
  copyScaled(pixels.subarray(start * size, end * size), scaled, 0);
  return { count: end - start, pixels: scaled };
}

/** How many images are scored at once: 256, and fewer of large ones, 4 Mi pixels in all. */
export function scoringBatch({ width, height }: ImageShape): number {
  return Math.max(1, Math.min(256, Math.floor(2 ** 22 / (width * height))));
}

/** How many values one image has. */
export function imageSize(shape: ImageShape): number {
  return shape.width * shape.height * shape.channels;
}

function copyScaled(source: Uint8Array, target: Float32Array, offset: number): void {
  for (const [index, value] of source.entries()) {
    target[offset + index] = value / 255;
  }
}
