import { categoryNames, eachAnnotation, readCoco } from './coco-file.ts';
import { metadataOf } from './coco-metadata.ts';
import { readCsvRows } from './csv-label-rows.ts';
import { MultiLabelBuilder, type MultiLabelDataset } from './multi-label-dataset.ts';

const separator = '|';

/**
 * Any number of labels an image from a CSV file (see `readCsvRows`): several in one cell with `|` between them, several rows of
 * one image, or both. An empty cell is no label. Images are below `folder`.
 */
export function parseCsvMultiLabels(text: string, file: string, folder: string): MultiLabelDataset {
  const builder = new MultiLabelBuilder(folder);
  for (const { image, label, metadata, place } of readCsvRows(text, file)) {
    const labels = label.trim() === '' ? [] : label.split(separator).map((one) => one.trim());
    builder.add(image, labels, metadata, place);
  }
  return builder.build(file);
}

/** The same from a COCO file: an image has the categories of its annotations, each once however many there are. Images are below `folder`. */
export function parseCocoMultiLabels(text: string, file: string, folder: string): MultiLabelDataset {
  const coco = readCoco(text, file);
  const names = categoryNames(coco.categories, file);
  const labels = new Map<number, Set<string>>(coco.images.map(({ id }) => [id, new Set<string>()]));
  for (const { image, category } of eachAnnotation(coco, names, file)) {
    labels.get(image.id)?.add(names.get(category) ?? '');
  }
  const builder = new MultiLabelBuilder(folder);
  for (const one of coco.images) {
    builder.add(one.file_name, [...(labels.get(one.id) ?? [])], metadataOf(one), { file });
  }
  return builder.build(file, [...names.values()]);
}
