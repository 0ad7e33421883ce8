import { type Coco, categoryNames, cocoError, eachAnnotation, readCoco } from './coco-file.ts';
import { metadataOf } from './coco-metadata.ts';
import { DatasetBuilder } from './dataset-builder.ts';
import type { Dataset } from './dataset.ts';

/**
 * Labels from a COCO file, read for classification: the annotations of an image must agree on one category.
 * Classes are the categories by id, those without images included. Images are below `folder`.
 */
export function parseCocoLabels(text: string, file: string, folder: string): Dataset {
  const coco = readCoco(text, file);
  const names = categoryNames(coco.categories, file);
  const categoryOf = assignCategories(coco, names, file);
  const builder = new DatasetBuilder(folder);
  for (const one of coco.images) {
    const category = categoryOf.get(one.id);
    if (category === undefined) {
      throw cocoError(file, `the image ${one.file_name} has no annotation, and classification needs one category for each image`, {
        hint: 'Annotate the image, or take it out of `images`.',
      });
    }
    builder.add(one.file_name, names.get(category) ?? '', metadataOf(one), { file });
  }
  return builder.build(file, [...names.values()]);
}

/** The category of each image id that has one. */
function assignCategories(coco: Coco, names: ReadonlyMap<number, string>, file: string): ReadonlyMap<number, number> {
  const categoryOf = new Map<number, number>();
  for (const { image, category } of eachAnnotation(coco, names, file)) {
    const before = categoryOf.get(image.id);
    if (before !== undefined && before !== category) {
      const both = `'${names.get(before)}' and '${names.get(category)}' among them`;
      throw cocoError(file, `the image ${image.file_name} has several categories, ${both}`, {
        hint: 'Classification needs one category for each image; this looks like a file for detection, or for several labels an image.',
      });
    }
    categoryOf.set(image.id, category);
  }
  return categoryOf;
}
