import { resolve } from 'node:path';
import { SightlineError } from '../core/errors.ts';
import type { Dataset, LabelledImage } from '../core/labels/dataset.ts';
import type { LabelSource } from '../core/labels/label-format.ts';
import type { Console, ImageReader, ImageShape, Workspace } from '../core/ports.ts';
import { loadDataset } from './load-dataset.ts';
import { readImages, type OnBadImage } from './read-images.ts';

/** What reading images needs. */
export interface ImagePorts {
  readonly files: Workspace;
  readonly images: ImageReader;
  readonly console: Console;
}

/** Labelled images in memory, those left out that could not be read. */
export interface LoadedImages {
  /** Of the whole data set. */
  readonly classes: readonly string[];
  readonly images: readonly LabelledImage[];
  /** `images.length * height * width * channels` values of 0 to 255. */
  readonly pixels: Uint8Array;
  /** Images that could not be read, and the code of the reason. */
  readonly skipped: readonly { readonly image: string; readonly reason: string }[];
}

/** Reads labels and pixels of a source; a bad image is refused, or named in a warning and left out. */
export async function loadPixels(ports: ImagePorts, source: LabelSource, shape: ImageShape, onBadImage: OnBadImage): Promise<LoadedImages> {
  const dataset: Dataset = await loadDataset(ports.files, source);
  if (dataset.images.length === 0) {
    throw new SightlineError('labels-invalid', 'there is no image in these labels', {
      place: { file: source.labels ?? source.images ?? '.' },
    });
  }
  const paths = dataset.images.map(({ image }) => resolve(ports.files.root, image));
  using progress = ports.console.progress('reading images', paths.length);
  const batch = await readImages(ports.images, paths, shape, onBadImage, progress);
  for (const { message } of batch.skipped) {
    ports.console.warn(`left out: ${message}`);
  }
  const images = batch.kept.flatMap((index) => dataset.images[index] ?? []);
  const imageAt = new Map(paths.map((path, at) => [path, dataset.images[at]?.image ?? path]));
  const skipped = batch.skipped.map(({ path, reason }) => ({ image: imageAt.get(path) ?? path, reason }));
  return { classes: dataset.classes, images, pixels: batch.pixels, skipped };
}
