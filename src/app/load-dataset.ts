import { joinFromRoot, normalize } from '../core/data/root-path.ts';
import { parseCocoLabels } from '../core/labels/coco-labels.ts';
import { parseCsvLabels } from '../core/labels/csv-labels.ts';
import type { Dataset } from '../core/labels/dataset.ts';
import { maxImages } from '../core/labels/dataset-builder.ts';
import { isImageName, labelByFolder } from '../core/labels/folder-labels.ts';
import { chooseFormat, type LabelSource } from '../core/labels/label-format.ts';
import { SightlineError } from '../core/errors.ts';
import type { Tree } from '../core/ports.ts';

/** A label file of more bytes is refused: 256 MiB are some three million rows, and fit into one string. */
const maxLabelBytes = 256 * 2 ** 20;
/** Folders below a class folder are searched to this depth. */
const maxDepth = 32;

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
    case 'folders':
      return loadFolders(files, normalize(source.images ?? source.labels ?? '.'));
    case undefined:
      throw new SightlineError('labels-invalid', `the name of ${source.labels} does not tell its format`, {
        hint: 'Say `format: csv`, `coco` or `folders`.',
      });
  }
}

async function readLabels(files: Tree, file: string): Promise<string> {
  const bytes = await files.readBytes(file, maxLabelBytes);
  if (bytes === undefined) {
    throw new SightlineError('labels-missing', `there is no label file in ${files.name}`, { place: { file } });
  }
  if (bytes.length > maxLabelBytes) {
    throw new SightlineError('file-too-large', `a label file may have ${maxLabelBytes} bytes`, { place: { file } });
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
  const found: string[] = [];
  await collectImages(files, folder, '', 0, found);
  return labelByFolder(found, folder);
}

async function collectImages(files: Tree, folder: string, below: string, depth: number, found: string[]): Promise<void> {
  const path = joinFromRoot(folder, below);
  if (depth > maxDepth) {
    throw new SightlineError('labels-invalid', `folders are nested more than ${maxDepth} deep`, { place: { file: path } });
  }
  for (const { name, kind } of await files.list(path)) {
    const inside = below === '' ? name : `${below}/${name}`;
    if (kind === 'folder' && !name.startsWith('.')) {
      await collectImages(files, folder, inside, depth + 1, found);
    } else if (kind === 'file' && isImageName(name) && found.length <= maxImages) {
      found.push(inside);
    }
  }
}
