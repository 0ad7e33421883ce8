import { readCsvRows } from './csv-label-rows.ts';
import { DatasetBuilder } from './dataset-builder.ts';
import type { Dataset } from './dataset.ts';

/** Labels from a CSV file (see `readCsvRows`), a record an image. Images are below `folder`. */
export function parseCsvLabels(text: string, file: string, folder: string): Dataset {
  const builder = new DatasetBuilder(folder);
  for (const { image, label, metadata, place } of readCsvRows(text, file)) {
    builder.add(image, label, metadata, place);
  }
  return builder.build(file);
}
