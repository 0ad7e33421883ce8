import { SightlineError } from '../core/errors.ts';
import type { Tree } from '../core/ports.ts';
import { rowNamesOf } from '../core/predictions/npy-predictions.ts';
import { type PredictionFormat, readPredictions } from '../core/predictions/prediction-format.ts';
import type { PredictionTable } from '../core/predictions/prediction-table.ts';

/** Predictions of more bytes are refused. */
const maxPredictionBytes = 2 ** 31;

/** What a classifier answered; `classes` are those of the test set. Throws `no-predictions` and `bad-predictions`. */
export async function loadPredictions(
  files: Tree,
  file: string,
  format: PredictionFormat,
  classes: readonly string[],
): Promise<PredictionTable> {
  const rowNames = async (): Promise<string> => new TextDecoder().decode(await readBytes(files, rowNamesOf(file), 'no names of its rows'));
  return readPredictions({ file, format, bytes: await readBytes(files, file, 'no predictions'), rowNames, classes });
}

async function readBytes(files: Tree, file: string, what: string): Promise<Uint8Array> {
  const bytes = await files.readBytes(file, maxPredictionBytes);
  if (bytes === undefined) {
    throw new SightlineError('no-predictions', `there are ${what} in ${files.name}`, { place: { file } });
  }
  return bytes;
}
