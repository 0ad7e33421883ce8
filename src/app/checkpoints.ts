import { SightlineError } from '../core/errors.ts';
import type { Console, Workspace } from '../core/ports.ts';
import {
  checkpointName,
  decodeCheckpoint,
  encodeCheckpoint,
  sortCheckpoints,
  type TrainingSnapshot,
} from '../core/training/checkpoint-file.ts';

/** Larger checkpoints are refused: 8 GiB, a model of 2 GiB with what its optimizer remembers. */
const maxCheckpointBytes = 2 ** 33;

/** Writes a checkpoint to the folder, then removes the older ones. */
export async function saveCheckpoint(files: Workspace, folder: string, snapshot: TrainingSnapshot): Promise<void> {
  const name = checkpointName(snapshot.state.step);
  await files.write(`${folder}/${name}`, encodeCheckpoint(snapshot));
  for (const older of sortCheckpoints(await names(files, folder)).filter((other) => other !== name)) {
    await files.remove(`${folder}/${older}`);
  }
}

/** The newest checkpoint of the same training; one of another training is named and not used. */
export async function findCheckpoint(
  files: Workspace,
  console: Console,
  folder: string,
  fingerprint: string,
): Promise<TrainingSnapshot | undefined> {
  const newest = sortCheckpoints(await names(files, folder))[0];
  const bytes = newest === undefined ? undefined : await files.readBytes(`${folder}/${newest}`, maxCheckpointBytes);
  if (newest === undefined || bytes === undefined) {
    console.info(`no checkpoint in ${folder}: training from the start`);
    return undefined;
  }
  const snapshot = decode(bytes, folder, newest);
  if (snapshot.state.fingerprint !== fingerprint) {
    console.warn(`${folder}/${newest} is of other parameters, images or labels: training from the start`);
    return undefined;
  }
  console.info(`going on from ${folder}/${newest}`);
  return snapshot;
}

function decode(bytes: Uint8Array, folder: string, name: string): TrainingSnapshot {
  try {
    return decodeCheckpoint(bytes, `${folder}/${name}`);
  } catch (cause) {
    if (!(cause instanceof SightlineError)) {
      throw cause;
    }
    throw new SightlineError('checkpoint-invalid', cause.message, { place: cause.place ?? { file: folder }, cause });
  }
}

async function names(files: Workspace, folder: string): Promise<readonly string[]> {
  return (await files.list(folder)).filter(({ kind }) => kind === 'file').map(({ name }) => name);
}
