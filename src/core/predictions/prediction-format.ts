import { SightlineError } from '../errors.ts';
import { parsePredictions } from '../metrics/predictions.ts';
import { readCsvPredictions } from './csv-predictions.ts';
import { tablePredictions } from './json-predictions.ts';
import { readJsonlPredictions } from './jsonl-predictions.ts';
import { readNpyPredictions } from './npy-predictions.ts';
import { readParquetPredictions } from './parquet-predictions.ts';
import type { PredictionTable } from './prediction-table.ts';

/** How predictions may be written. */
export const predictionFormats = ['json', 'jsonl', 'csv', 'npy', 'parquet'] as const;

/** One of them. */
export type PredictionFormat = (typeof predictionFormats)[number];

const endings: readonly (readonly [RegExp, PredictionFormat])[] = [
  [/\.(?:jsonl|ndjson)$/i, 'jsonl'],
  [/\.csv$/i, 'csv'],
  [/\.npy$/i, 'npy'],
  [/\.(?:parquet|pq)$/i, 'parquet'],
];

/** The format that the name of a file tells: JSON, unless it ends like another. */
export function formatOfName(file: string): PredictionFormat {
  return endings.find(([ending]) => ending.test(file))?.[1] ?? 'json';
}

/** What reading predictions needs. */
export interface PredictionSource {
  readonly file: string;
  readonly format: PredictionFormat;
  readonly bytes: Uint8Array;
  /** The lines that name the rows of an array; read only for one. */
  readonly rowNames: () => Promise<string>;
  /** The classes of the test set, for formats that don't name theirs. */
  readonly classes: readonly string[];
}

/** JSON must fit into one string. */
const maxJsonBytes = 256 * 2 ** 20;

/** Reads predictions of any format. Throws `bad-predictions` for what isn't whole. */
export async function readPredictions({ file, format, bytes, rowNames, classes }: PredictionSource): Promise<PredictionTable> {
  switch (format) {
    case 'json':
      if (bytes.length > maxJsonBytes) {
        const hint = 'Write it as JSON lines, CSV, Parquet or NPY, which are read piece by piece.';
        throw new SightlineError('bad-predictions', `more than ${maxJsonBytes} bytes of JSON`, { place: { file }, hint });
      }
      return tablePredictions(parsePredictions(new TextDecoder().decode(bytes), file), file);
    case 'jsonl':
      return readJsonlPredictions(bytes, file, classes);
    case 'csv':
      return readCsvPredictions(bytes, file, classes);
    case 'npy':
      return readNpyPredictions(bytes, await rowNames(), file, classes);
    case 'parquet':
      return readParquetPredictions(bytes, file, classes);
  }
}
