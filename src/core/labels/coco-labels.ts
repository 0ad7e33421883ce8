import { z } from 'zod';
import { SightlineError } from '../errors.ts';
import { DatasetBuilder, labelProblem, maxClasses } from './dataset-builder.ts';
import type { Dataset } from './dataset.ts';

const id = z.number().int();
const image = z.looseObject({ id, file_name: z.string() });
const annotation = z.object({ image_id: id, category_id: id });
const category = z.object({ id, name: z.string() });
const coco = z.object({ images: z.array(image), annotations: z.array(annotation), categories: z.array(category).min(1).max(maxClasses) });

type Coco = z.infer<typeof coco>;
type CocoImage = Coco['images'][number];

/** What COCO itself says of an image; every other string, number or boolean is metadata. */
const cocoKeys = new Set(['id', 'file_name', 'width', 'height', 'license', 'coco_url', 'flickr_url', 'date_captured']);

/**
 * Labels from a COCO file, read for classification: the annotations of an image must agree on one category.
 * Classes are the categories by id, those without images included. Images are below `folder`.
 */
export function parseCocoLabels(text: string, file: string, folder: string): Dataset {
  const { images, annotations, categories } = readCoco(text, file);
  const names = categoryNames(categories, file);
  const categoryOf = assignCategories(annotations, images, names, file);
  const builder = new DatasetBuilder(folder);
  for (const one of images) {
    const category = categoryOf.get(one.id);
    if (category === undefined) {
      throw invalid(file, `the image ${one.file_name} has no annotation, and classification needs one category for each image`, {
        hint: 'Annotate the image, or take it out of `images`.',
      });
    }
    builder.add(one.file_name, names.get(category) ?? '', metadataOf(one), { file });
  }
  return builder.build(file, [...names.values()]);
}

function readCoco(text: string, file: string): Coco {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (cause) {
    throw invalid(file, `the label file is not JSON: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
  }
  const parsed = coco.safeParse(json);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    const where = issue?.path.join('.') ?? '';
    throw invalid(file, `the label file is not COCO: ${where === '' ? '' : `${where}: `}${issue?.message ?? ''}`, {
      hint: 'A COCO file is an object with the lists `images`, `annotations` and `categories`.',
      cause: parsed.error,
    });
  }
  return parsed.data;
}

function categoryNames(categories: Coco['categories'], file: string): ReadonlyMap<number, string> {
  const names = new Map<number, string>();
  for (const { id, name } of categories.toSorted((a, b) => a.id - b.id)) {
    const problem = labelProblem(name);
    if (problem !== undefined) {
      throw invalid(file, `the name of category ${id} ${problem}`);
    }
    if (names.has(id)) {
      throw invalid(file, `two categories have the id ${id}`);
    }
    names.set(id, name);
  }
  if (new Set(names.values()).size !== names.size) {
    throw invalid(file, 'two categories have the same name', { hint: 'Give each category its own name.' });
  }
  return names;
}

/** The category of each image id that has one. */
function assignCategories(
  annotations: Coco['annotations'],
  images: readonly CocoImage[],
  names: ReadonlyMap<number, string>,
  file: string,
): ReadonlyMap<number, number> {
  const files = new Map(images.map((one) => [one.id, one.file_name]));
  if (files.size !== images.length) {
    throw invalid(file, 'two images have the same id', { hint: 'Give each image its own id.' });
  }
  const categoryOf = new Map<number, number>();
  for (const { image_id, category_id } of annotations) {
    const name = names.get(category_id);
    const image = files.get(image_id);
    if (name === undefined || image === undefined) {
      const missing = name === undefined ? `category ${category_id}` : `image ${image_id}`;
      throw invalid(file, `an annotation of image ${image_id} is for ${missing}, which the file does not list`);
    }
    const before = categoryOf.get(image_id);
    if (before !== undefined && before !== category_id) {
      throw invalid(file, `the image ${image} has several categories, '${names.get(before)}' and '${name}' among them`, {
        hint: 'Classification needs one category for each image; this looks like a file for detection.',
      });
    }
    categoryOf.set(image_id, category_id);
  }
  return categoryOf;
}

function metadataOf(one: CocoImage): Record<string, string> {
  const scalars = Object.entries(one).filter(
    ([key, value]) => !cocoKeys.has(key) && ['string', 'number', 'boolean'].includes(typeof value),
  );
  return Object.fromEntries(scalars.map(([key, value]) => [key, String(value)]));
}

function invalid(file: string, message: string, details: { readonly hint?: string; readonly cause?: unknown } = {}): SightlineError {
  return new SightlineError('labels-invalid', message, { place: { file }, ...details });
}
