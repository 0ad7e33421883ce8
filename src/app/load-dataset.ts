import { joinFromRoot, normalize } from '../core/data/root-path.ts';
import { parseCocoLabels } from '../core/labels/coco-labels.ts';
import { parseCsvLabels } from '../core/labels/csv-labels.ts';
import type { Dataset } from '../core/labels/dataset.ts';
import { isImageName, labelByFolder } from '../core/labels/folder-labels.ts';
import { chooseFormat, type LabelSource } from '../core/labels/label-format.ts';
import { SightlineError } from '../core/errors.ts';
import type { Tree } from '../core/ports.ts';

/** A label file of more bytes is refused: 256 MiB are some three million rows, and fit into one string. */
const maxLabelBytes = 256 * 2 ** 20;
/** Folders are searched to this depth and number: links make folders that contain themselves. */
const maxDepth = 32;
const maxFolders = 100_000;

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
      if (source.labels !== undefined && (await files.kind(source.labels)) === undefined) {
        throw new SightlineError('labels-missing', `there is no such file or folder in ${files.name}`, { place: { file: source.labels } });
      }
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
  return labelByFolder(await listImages(files, folder), folder);
}

/** The paths, from the folder, of all images in it, in the order of their names. */
async function listImages(files: Tree, folder: string): Promise<readonly string[]> {
  const found: string[] = [];
  let folders = 0;
  const search = async (below: string, depth: number): Promise<void> => {
    const path = joinFromRoot(folder, below);
    folders += 1;
    if (depth > maxDepth || folders > maxFolders) {
      const message = `more than ${maxFolders} folders, or folders nested more than ${maxDepth} deep`;
      throw new SightlineError('labels-invalid', message, {
        place: { file: path },
        hint: 'Look for links that lead back to a folder above.',
      });
    }
    for (const { name, kind } of await files.list(path)) {
      const inside = below === '' ? name : `${below}/${name}`;
      if (kind === 'folder' && !name.startsWith('.')) {
        await search(inside, depth + 1);
      } else if (kind === 'file' && isImageName(name)) {
        found.push(inside);
      }
    }
  };
  await search('', 0);
  return found;
}
