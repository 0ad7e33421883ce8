import { SightlineError } from '../core/errors.ts';
import type { Console, Workspace } from '../core/ports.ts';
import { modelFiles, readModel, type StoredModel } from '../core/training/stored-model.ts';

/** Larger weights are refused: 2 GiB. */
const maxModelBytes = 2 ** 31;

/** What reading a model needs from the outside. */
export interface ModelPorts {
  readonly files: Workspace;
  readonly console: Console;
  /** Puts a folder back that a process was replacing when it was killed; answers whether there was one. */
  readonly restoreFolder: (folder: string) => Promise<boolean>;
}

/** Puts the last good model back where a killed `fit` left none. */
export async function restoreModel({ console, restoreFolder }: ModelPorts, folder: string): Promise<void> {
  if (await restoreFolder(folder)) {
    console.warn(`${folder} is back: another fit was killed while it replaced it`);
  }
}

/** Reads the folder of a model. Throws `model-invalid`. */
export async function loadModel(ports: ModelPorts, folder: string): Promise<StoredModel> {
  await restoreModel(ports, folder);
  const { files } = ports;
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
