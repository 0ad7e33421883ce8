import { z } from 'zod';
import { SightlineError } from '../errors.ts';
import { labelProblem, maxClasses } from './dataset-builder.ts';

const id = z.number().int();
const image = z.looseObject({ id, file_name: z.string() });
const annotation = z.object({ image_id: id, category_id: id });
const category = z.object({ id, name: z.string() });
const coco = z.object({ images: z.array(image), annotations: z.array(annotation), categories: z.array(category).min(1).max(maxClasses) });

/** A COCO file, as far as labels of whole images are told by it. */
export type Coco = z.infer<typeof coco>;
/** An image of it. */
export type CocoImage = Coco['images'][number];

/** Reads a COCO file. Throws `labels-invalid` for anything else. */
export function readCoco(text: string, file: string): Coco {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (cause) {
    throw cocoError(file, `the label file is not JSON: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
  }
  const parsed = coco.safeParse(json);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    const where = issue?.path.join('.') ?? '';
    throw cocoError(file, `the label file is not COCO: ${where === '' ? '' : `${where}: `}${issue?.message ?? ''}`, {
      hint: 'A COCO file is an object with the lists `images`, `annotations` and `categories`.',
      cause: parsed.error,
    });
  }
  return parsed.data;
}

/** The names of the categories by id, ascending. Throws `labels-invalid` for ids or names that stand twice. */
export function categoryNames(categories: Coco['categories'], file: string): ReadonlyMap<number, string> {
  const names = new Map<number, string>();
  for (const { id, name } of categories.toSorted((a, b) => a.id - b.id)) {
    const problem = labelProblem(name);
    if (problem !== undefined) {
      throw cocoError(file, `the name of category ${id} ${problem}`);
    }
    if (names.has(id)) {
      throw cocoError(file, `two categories have the id ${id}`);
    }
    names.set(id, name);
  }
  if (new Set(names.values()).size !== names.size) {
    throw cocoError(file, 'two categories have the same name', { hint: 'Give each category its own name.' });
  }
  return names;
}

/** What each annotation says: that an image, by its id, is of a category. Throws `labels-invalid` for one of either that the file doesn't list. */
export function* eachAnnotation(
  { annotations, images }: Coco,
  names: ReadonlyMap<number, string>,
  file: string,
): Generator<{ readonly image: CocoImage; readonly category: number }> {
  const byId = new Map(images.map((one) => [one.id, one]));
  if (byId.size !== images.length) {
    throw cocoError(file, 'two images have the same id', { hint: 'Give each image its own id.' });
  }
  for (const { image_id, category_id } of annotations) {
    const image = byId.get(image_id);
    if (image === undefined || !names.has(category_id)) {
      const missing = image === undefined ? `image ${image_id}` : `category ${category_id}`;
      throw cocoError(file, `an annotation of image ${image_id} is for ${missing}, which the file does not list`);
    }
    yield { image, category: category_id };
  }
}

/** What is wrong with a COCO file. */
export function cocoError(
  file: string,
  message: string,
  details: { readonly hint?: string; readonly cause?: unknown } = {},
): SightlineError {
  return new SightlineError('labels-invalid', message, { place: { file }, ...details });
}
