import { joinFromRoot, normalize, parentOf } from '../core/data/root-path.ts';
import { SightlineError } from '../core/errors.ts';
import { firstTen } from '../core/labels/first-ten.ts';
import { isImageName } from '../core/labels/folder-labels.ts';
import type { LabelSource } from '../core/labels/label-format.ts';
import type { ObjectTruth } from '../core/labels/object-truth.ts';
import type { YoloFile } from '../core/labels/yolo-objects.ts';
import { readClassNames, readYoloTruth } from '../core/labels/yolo-truth.ts';
import type { Tree } from '../core/ports.ts';
import { listFiles } from './list-files.ts';
import { readLabels } from './load-dataset.ts';
import type { MeasureImages } from './measure-images.ts';

/** A file of more bytes is no list of the objects in one image. */
const maxTextBytes = 64 * 2 ** 20;
const classesFile = 'classes.txt';

/**
 * The objects of a folder of YOLO label files, `NAME.txt` for the image `NAME.jpg`; the class names are in its `classes.txt`, or
 * in that of the folder above. Images are opened for their sizes. An image without a file has no objects.
 */
export async function loadYoloTruth(
  files: Tree,
  source: LabelSource,
  kind: 'boxes' | 'masks',
  measure: MeasureImages,
): Promise<ObjectTruth> {
  if (source.labels === undefined || source.images === undefined) {
    throw new SightlineError('labels-missing', 'YOLO labels need a folder of images and one of labels', {
      hint: 'Name them as `images` and `labels`.',
    });
  }
  const folder = normalize(source.images);
  const images = await listFiles(files, folder, isImageName);
  if (images.length === 0) {
    throw new SightlineError('labels-missing', `there are no images in ${files.name}`, { place: { file: folder } });
  }
  const paths = images.map((image) => joinFromRoot(folder, image));
  const sizes = await measure(paths, new Set(['size'] as const));
  const sized = images.map((file, at) => ({ file, width: 0, height: 0, ...sizes.get(paths[at] ?? '')?.size }));
  const classNames = await loadClassNames(files, normalize(source.labels));
  return readYoloTruth({ images: sized, classNames, files: await readYoloFolder(files, source.labels, sized, 'labels-invalid') }, kind);
}

/** The names of the classes of a folder of labels. Throws `labels-missing` and `labels-invalid`. */
export async function loadClassNames(files: Tree, folder: string): Promise<string[]> {
  const places = [folder, parentOf(folder)].map((place) => joinFromRoot(place, classesFile));
  for (const file of places) {
    if ((await files.kind(file)) === 'file') {
      return readClassNames(await readLabels(files, file), file);
    }
  }
  throw new SightlineError('labels-missing', `the names of the classes are missing: there is no ${places.join(' and no ')}`, {
    hint: `Write ${places[0] ?? ''}: a class a line, class 0 first.`,
  });
}

/** An image that YOLO text may be about: its path from the folder of images, and its size. */
interface SizedImage {
  readonly file: string;
  readonly width: number;
  readonly height: number;
}

/**
 * The text files of a folder with the images that they are about. Throws `code` or `prediction-mismatch` where a file is of no
 * image, two images share a name but for their endings, or the size of one with a file isn't known.
 */
export async function readYoloFolder(
  files: Tree,
  folder: string,
  images: readonly SizedImage[],
  code: 'labels-invalid' | 'prediction-mismatch',
): Promise<YoloFile[]> {
  const place = { place: { file: normalize(folder) } };
  const numbers = new Map(images.map(({ file }, image) => [stemOf(file), image]));
  const names = (await listFiles(files, normalize(folder), (name) => name.endsWith('.txt'))).filter((name) => name !== classesFile);
  const extra = names.filter((name) => !numbers.has(stemOf(name)));
  if (extra.length > 0) {
    throw new SightlineError(code, `${extra.length} files are of no image of the test set: ${firstTen(extra)}`, place);
  }
  if (numbers.size < images.length) {
    const shared = images.filter(({ file }, image) => numbers.get(stemOf(file)) !== image).map(({ file }) => file);
    throw new SightlineError(
      code,
      `${shared.length} images differ from another in their ending alone, so a text file could be of either: ${firstTen(shared)}`,
      place,
    );
  }
  const found = names.map((name) => ({ name, image: numbers.get(stemOf(name)) ?? 0 }));
  const unsized = found.filter(({ image }) => (images[image]?.width ?? 0) === 0 || (images[image]?.height ?? 0) === 0);
  if (unsized.length > 0) {
    const list = firstTen(unsized.map(({ image }) => images[image]?.file ?? ''));
    throw new SightlineError(
      code,
      `YOLO text needs the width and height of its image, and the labels lack those of ${unsized.length}: ${list}`,
      place,
    );
  }
  const read: YoloFile[] = [];
  for (const { name, image } of found) {
    const file = joinFromRoot(normalize(folder), name);
    const bytes = (await files.readBytes(file, maxTextBytes)) ?? new Uint8Array();
    read.push({ file, text: new TextDecoder().decode(bytes), image, width: images[image]?.width ?? 0, height: images[image]?.height ?? 0 });
  }
  return read;
}

function stemOf(file: string): string {
  return file.replace(/\.[^./]*$/, '');
}
