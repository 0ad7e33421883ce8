import { SightlineError } from '../errors.ts';
import { type PredictionTable, PredictionTableBuilder } from './prediction-table.ts';
import { readNpy } from './read-npy.ts';

/** The file beside an array that names its rows: one image id a line. */
export function rowNamesOf(file: string): string {
  return file.replace(/\.npy$/i, '') + '.images.txt';
}

/**
 * Predictions as a NumPy array: images x classes of floating-point scores, or one whole number an image, that of its class;
 * in both, classes are in the order of `classes`. `names` are the lines of the file that names the rows: an array has no
 * ids, and rows are never joined by their place.
 */
export function readNpyPredictions(bytes: Uint8Array, names: string, file: string, classes: readonly string[]): PredictionTable {
  const { shape, values } = readNpy(bytes, file);
  const [rows = 0, columns] = shape;
  const images = names.split(/\r?\n/);
  if (images.at(-1) === '') {
    images.pop();
  }
  if (images.length !== rows) {
    throw refuse(`it has ${rows} rows, and ${rowNamesOf(file)} names ${images.length} images`, file);
  }
  const isScores = values instanceof Float64Array || values instanceof Float32Array;
  if (isScores ? columns !== classes.length || shape.length !== 2 : shape.length !== 1) {
    const wanted = isScores ? `${rows} x ${classes.length}` : `${rows}`;
    throw refuse(`its shape is ${shape.join(' x ')}; ${isScores ? 'scores by class' : 'numbers of classes'} are ${wanted}`, file);
  }
  const builder = new PredictionTableBuilder(file, classes);
  for (const [row, image] of images.entries()) {
    if (isScores) {
      builder.add(image, undefined, values.subarray(row * classes.length, (row + 1) * classes.length));
    } else {
      builder.add(image, classes[values[row] ?? -1] ?? `number ${values[row]}`, undefined);
    }
  }
  return builder.build();
}

function refuse(message: string, file: string): SightlineError {
  return new SightlineError('bad-predictions', message, { place: { file } });
}
