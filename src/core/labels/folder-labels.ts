import { SightlineError } from '../errors.ts';
import { DatasetBuilder } from './dataset-builder.ts';
import type { Dataset } from './dataset.ts';

/** Names that say "image", read or not: a bitmap that cannot be decoded must be named, not passed over. */
const imageName = /\.(?:png|jpe?g|jfif|webp|tiff?|avif|gif|bmp|heic|heif|jp2|jxl)$/i;

/** Whether a file in a folder of images counts as one, by its name. Hidden files do not. */
export function isImageName(name: string): boolean {
  return !name.startsWith('.') && imageName.test(name);
}

/** Labels from folders: the first folder below `folder` on the way to an image is its class. `files` are paths from `folder`. */
export function labelByFolder(files: readonly string[], folder: string): Dataset {
  const builder = new DatasetBuilder(folder);
  for (const file of files) {
    const cut = file.indexOf('/');
    const place = { file: folder === '.' ? file : `${folder}/${file}` };
    if (cut === -1) {
      throw new SightlineError('labels-invalid', 'the image lies in no class folder', {
        place,
        hint: `Put it into a folder named for its class, as in ${folder}/<class>/${file}.`,
      });
    }
    builder.add(file, file.slice(0, cut), {}, place);
  }
  return builder.build(folder);
}
