import { SightlineError } from '../core/errors.ts';
import type { Tree } from '../core/ports.ts';
import { readFitParams, type FitParams } from '../core/training/fit-params.ts';

/** The parameters of a training from a section of a file. Throws `missing-file`, and `invalid-params` with the place. */
export async function loadFitParams(files: Tree, file: string, section: string): Promise<FitParams> {
  const text = await files.readText(file);
  if (text === undefined) {
    throw new SightlineError('missing-file', 'there is no file of parameters', { place: { file }, hint: 'Name it with --params.' });
  }
  return readFitParams(text, file, section);
}
