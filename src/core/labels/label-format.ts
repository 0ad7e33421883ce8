/** How labels are written: a table, a COCO file, a folder for each class, or a folder of YOLO text. */
export type LabelFormat = 'csv' | 'coco' | 'folders' | 'yolo';

/** Where labelled images lie: `images` is the folder that image paths start from, `labels` the file that labels them. */
export interface LabelSource {
  readonly images?: string | undefined;
  readonly labels?: string | undefined;
  readonly format?: LabelFormat | undefined;
}

/** The format as given, or by the path; undefined when the path does not tell. */
export function chooseFormat(source: LabelSource): LabelFormat | undefined {
  if (source.format !== undefined || source.labels === undefined) {
    return source.format ?? 'folders';
  }
  const name = source.labels.toLowerCase();
  return name.endsWith('.csv') ? 'csv' : name.endsWith('.json') ? 'coco' : undefined;
}
