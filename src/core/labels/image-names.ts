import { SightlineError } from '../errors.ts';
import { firstTen } from './first-ten.ts';
import { checkImagePath } from './image-path.ts';
import type { ObjectTruth } from './object-truth.ts';

/**
 * The paths, from the root, of a test set's images below `folder`; `id 17` for one whose labels name no file. Throws
 * `labels-invalid` for a path that leads elsewhere and for files that two images have.
 */
export function nameImages({ imageFiles, imageIds }: ObjectTruth, folder: string, file: string): string[] {
  const names = imageFiles.map((spelled, at) => {
    const checked = spelled === '' ? { path: `id ${imageIds[at] ?? 0}` } : checkImagePath(folder, spelled);
    if ('problem' in checked) {
      throw new SightlineError('labels-invalid', `the image path ${JSON.stringify(spelled.slice(0, 100))} ${checked.problem}`, {
        place: { file },
      });
    }
    return checked.path;
  });
  const seen = new Set<string>();
  const repeated = new Set<string>();
  for (const name of names) {
    (seen.has(name) ? repeated : seen).add(name);
  }
  if (repeated.size > 0) {
    throw new SightlineError('labels-invalid', `${repeated.size} files are of more than one image: ${firstTen([...repeated])}`, {
      place: { file },
    });
  }
  return names;
}
