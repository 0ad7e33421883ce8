import { normalize } from '../core/data/root-path.ts';
import { parseCocoLabels } from '../core/labels/coco-labels.ts';
import { parseCsvLabels } from '../core/labels/csv-labels.ts';
import type { Dataset } from '../core/labels/dataset.ts';
import { isImageName, labelByFolder } from '../core/labels/folder-labels.ts';
import { chooseFormat, type LabelSource } from '../core/labels/label-format.ts';
import { SightlineError } from '../core/errors.ts';
import type { Tree } from '../core/ports.ts';
import { listFiles } from './list-files.ts';

/** A label file of more bytes is refused: 256 MiB are some three million rows, and fit into one string. */
const maxLabelBytes = 256 * 2 ** 20;
/** The labelled images of a source, labels read from `files`; whether the image files exist is not asked. */
export async function loadDataset(files: Tree, source: LabelSource): Promise<Dataset> {
  const images = source.images ?? '.';
  const format = chooseFormat(source);
  switch (format) {
    case 'csv':
    case 'coco': {
      const file = source.labels;
      if (file === undefined) {
        throw new SightlineError('labels-missing', `labels in ${format} format need a file`, { hint: 'Name it as `labels`.' });
      }
      const text = await readLabels(files, file);
      return format === 'csv' ? parseCsvLabels(text, file, images) : parseCocoLabels(text, file, images);
    }
    case 'yolo':
      throw new SightlineError('labels-invalid', 'YOLO labels are of objects, and one class for each image is wanted', {
        hint: 'Let `model.task` be `detection` or `instance-segmentation`, or name other labels.',
      });
    case 'folders':
      return loadFolders(files, normalize(source.images ?? source.labels ?? '.'));
    case undefined:
      if (source.labels !== undefined && (await files.kind(source.labels)) === undefined) {
        throw new SightlineError('labels-missing', `there is no such file or folder in ${files.name}`, { place: { file: source.labels } });
      }
      throw new SightlineError('labels-invalid', `the name of ${source.labels} does not tell its format`, {
        hint: 'Say `format: csv`, `coco` or `folders`.',
      });
  }
}

/** The text of a label file. Throws `labels-missing` and, unless it is UTF-8, `labels-invalid`. */
export async function readLabels(files: Tree, file: string): Promise<string> {
  const bytes = await files.readBytes(file, maxLabelBytes);
  if (bytes === undefined) {
    throw new SightlineError('labels-missing', `there is no label file in ${files.name}`, { place: { file } });
  }
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (cause) {
    throw new SightlineError('labels-invalid', 'the label file is not UTF-8', { place: { file }, hint: 'Save it as UTF-8.', cause });
  }
}

async function loadFolders(files: Tree, folder: string): Promise<Dataset> {
  if ((await files.kind(folder)) !== 'folder') {
    throw new SightlineError('labels-missing', `there is no folder of images in ${files.name}`, { place: { file: folder } });
  }
  return labelByFolder(await listFiles(files, folder, isImageName), folder);
}
