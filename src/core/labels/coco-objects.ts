import { z } from 'zod';
import { SightlineError } from '../errors.ts';
import { metadataOf } from './coco-metadata.ts';
import { firstTen } from './first-ten.ts';
import { boxProblem } from '../metrics/detection/box-problem.ts';
import { readObjectMask } from '../metrics/detection/read-object-mask.ts';
import { type Rle, maskArea, maskBox } from '../metrics/detection/rle.ts';
import { type ObjectTruth, numberIds } from './object-truth.ts';

const id = z.int();
const side = z
  .int()
  .min(0)
  .max(2 ** 20);
const image = z.looseObject({ id, file_name: z.string().max(4096).optional(), width: side.optional(), height: side.optional() });
const category = z.object({ id, name: z.string().max(256) });
const number = z.number();
const annotation = z.object({
  id: id.optional(),
  image_id: id,
  category_id: id,
  bbox: z.tuple([number, number, number, number]).optional(),
  area: number.min(0).optional(),
  iscrowd: z.union([z.literal(0), z.literal(1)]).optional(),
  segmentation: z.unknown().optional(),
});
const coco = z.object({ images: z.array(image).min(1), annotations: z.array(annotation), categories: z.array(category).min(1).max(2000) });

type Coco = z.infer<typeof coco>;
type Annotation = Coco['annotations'][number];

/**
 * Reads the objects of a COCO file, with their masks where these are to be judged. A crowd is one by `iscrowd`; `ignore` is no
 * COCO key and has no effect. Throws `labels-invalid`, duplicate ids and objects of images or categories that aren't listed included.
 */
export function readCocoObjects(json: unknown, file: string, kind: 'boxes' | 'masks'): ObjectTruth {
  const parsed = coco.safeParse(json);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw invalid(file, `not COCO labels of objects: ${issue?.path.join('.') ?? ''}: ${issue?.message ?? ''}`);
  }
  const { images, annotations, categories } = parsed.data;
  refuseRepeated('id', images, 'images', file);
  refuseRepeated('id', categories, 'categories', file);
  refuseRepeated('id', annotations, 'annotations', file);
  refuseNameless(categories, file);
  refuseRepeated('name', categories, 'categories', file);
  const sortedImages = images.toSorted((a, b) => a.id - b.id);
  const sortedCategories = categories.toSorted((a, b) => a.id - b.id);
  const named = {
    imageIds: Float64Array.from(sortedImages, (one) => one.id),
    imageFiles: sortedImages.map((one) => one.file_name ?? ''),
    imageWidths: Int32Array.from(sortedImages, ({ width = 0 }) => width),
    imageHeights: Int32Array.from(sortedImages, ({ height = 0 }) => height),
    imageMetadata: sortedImages.map(metadataOf),
    classIds: Float64Array.from(sortedCategories, (one) => one.id),
    classNames: sortedCategories.map(({ name }) => name),
    ids: Float64Array.from(annotations, (one, at) => one.id ?? at + 1),
  };
  return { ...named, objects: readColumns(annotations, named, file, kind) };
}

function readColumns(
  annotations: readonly Annotation[],
  { imageIds, classIds, imageWidths, imageHeights }: Omit<ObjectTruth, 'objects'>,
  file: string,
  kind: 'boxes' | 'masks',
): ObjectTruth['objects'] {
  const image = numbersOf(annotations, 'image_id', numberIds(imageIds), file);
  const of = numbersOf(annotations, 'category_id', numberIds(classIds), file);
  const boxes = new Float64Array(annotations.length * 4);
  const areas = new Float64Array(annotations.length);
  const masks: Rle[] = [];
  for (const [at, one] of annotations.entries()) {
    const size = { width: imageWidths[image[at] ?? 0] ?? 0, height: imageHeights[image[at] ?? 0] ?? 0 };
    const mask = kind === 'masks' ? readObjectMask(one.segmentation, size) : undefined;
    const box = one.bbox ?? (typeof mask === 'object' ? maskBox(mask) : undefined);
    const problem = typeof mask === 'string' ? mask : boxProblem(box);
    if (box === undefined || problem !== undefined) {
      throw invalid(file, `annotations.${at} (id ${one.id ?? 'none'}, image ${one.image_id}): ${problem ?? 'no bbox'}`);
    }
    if (typeof mask === 'object') {
      masks.push(mask);
    }
    boxes.set(box, at * 4);
    areas[at] = one.area ?? (typeof mask === 'object' ? maskArea(mask) : box[2] * box[3]);
  }
  const crowd = Uint8Array.from(annotations, ({ iscrowd = 0 }) => iscrowd);
  return { image, of, boxes, areas, crowd, ...(kind === 'masks' ? { masks } : {}) };
}

/** The numbers of what annotations point at. */
function numbersOf(
  annotations: readonly Annotation[],
  key: 'image_id' | 'category_id',
  numbers: ReadonlyMap<number, number>,
  file: string,
): Int32Array {
  const unknown = new Set(annotations.map((one) => one[key]).filter((one) => !numbers.has(one)));
  if (unknown.size > 0) {
    throw invalid(file, `annotations have ${unknown.size} ${key} that the file does not list: ${firstTen([...unknown])}`);
  }
  return Int32Array.from(annotations, (one) => numbers.get(one[key]) ?? 0);
}

function refuseNameless(categories: Coco['categories'], file: string): void {
  const nameless = categories.filter(({ name }) => name.trim() === '').map((one) => one.id);
  if (nameless.length > 0) {
    throw invalid(file, `${nameless.length} of the categories have no name: those of the id ${firstTen(nameless)}`);
  }
}

function refuseRepeated<Key extends string>(
  key: Key,
  items: readonly Readonly<Partial<Record<Key, number | string | undefined>>>[],
  what: string,
  file: string,
): void {
  const seen = new Set<number | string>();
  const repeated = new Set<number | string>();
  for (const { [key]: value } of items) {
    if (value !== undefined) {
      (seen.has(value) ? repeated : seen).add(value);
    }
  }
  if (repeated.size > 0) {
    throw invalid(file, `${what} have ${repeated.size} ${key} more than once: ${firstTen([...repeated])}`);
  }
}

function invalid(file: string, message: string): SightlineError {
  return new SightlineError('labels-invalid', message, { place: { file } });
}
