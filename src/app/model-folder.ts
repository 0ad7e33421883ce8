import { SightlineError } from '../core/errors.ts';
import type { Workspace } from '../core/ports.ts';
import { modelFiles, readModel, type StoredModel } from '../core/training/stored-model.ts';

/** Larger weights are refused: 2 GiB. */
const maxModelBytes = 2 ** 31;

/** Reads the folder of a model. Throws `model-invalid`. */
export async function loadModel(files: Workspace, folder: string): Promise<StoredModel> {
  const contents = new Map<string, Uint8Array>();
  for (const name of Object.values(modelFiles)) {
    const bytes = await files.readBytes(`${folder}/${name}`, maxModelBytes);
    if (bytes === undefined) {
      throw new SightlineError('model-invalid', `the folder of the model lacks ${name}`, { place: { file: folder } });
    }
    contents.set(name, bytes);
  }
  return readModel(contents, folder);
}
