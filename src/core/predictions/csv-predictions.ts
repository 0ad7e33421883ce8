import { SightlineError } from '../errors.ts';
import { type CsvRecord, parseCsv } from '../labels/csv.ts';
import { type PredictionTable, PredictionTableBuilder } from './prediction-table.ts';
import { textBlocks } from './text-blocks.ts';

/** Where the columns of a table of predictions stand; each column that is neither image nor label is the score of the class it is named for. */
export interface PredictionColumns {
  readonly image: number;
  /** -1 where there is none. */
  readonly label: number;
  readonly scores: readonly { readonly name: string; readonly index: number }[];
}

/** Finds the columns by their names. A column without a name, the index that pandas writes, is left out. Throws `bad-predictions`. */
export function findPredictionColumns(names: readonly string[], file: string): PredictionColumns {
  const named = names.map((name, index) => ({ name, index })).filter(({ name }) => name !== '');
  const scores = named.filter(({ name }) => name !== 'image' && name !== 'label');
  const [image, label] = [names.indexOf('image'), names.indexOf('label')];
  if (image === -1 || (label === -1 && scores.length === 0)) {
    throw new SightlineError('bad-predictions', image === -1 ? "no column is named 'image'" : 'there is neither a label nor a score', {
      place: { file, line: 1 },
      hint: "Name the columns 'image', 'label' where there are labels, and one for each class of which there are scores.",
    });
  }
  if (new Set(named.map(({ name }) => name)).size < named.length) {
    throw new SightlineError('bad-predictions', 'two columns have the same name', { place: { file, line: 1 } });
  }
  return { image, label, scores };
}

/**
 * Predictions as comma-separated values (RFC 4180) whose first line names the columns, read a block at a time. Labels are
 * among the classes that have a column, or among `classes` where none has.
 */
export function readCsvPredictions(bytes: Uint8Array, file: string, classes: readonly string[]): PredictionTable {
  const records = recordsOf(bytes, file);
  const first = records.next();
  if (first.done === true) {
    throw new SightlineError('bad-predictions', 'it is empty', { place: { file } });
  }
  const columns = findPredictionColumns(first.value.fields, file);
  const names = columns.scores.map(({ name }) => name);
  const builder = new PredictionTableBuilder(file, names.length === 0 ? classes : names);
  const scores = new Float64Array(names.length);
  for (const { line, fields } of records) {
    if (fields.length !== first.value.fields.length) {
      const message = `the first line names ${first.value.fields.length} columns, and this record has ${fields.length}`;
      throw new SightlineError('bad-predictions', message, { place: { file, line } });
    }
    for (let of = 0; of < scores.length; of++) {
      scores[of] = parseScore(fields[columns.scores[of]?.index ?? -1] ?? '');
    }
    builder.add(fields[columns.image] ?? '', fields[columns.label], scores.length === 0 ? undefined : scores, { line });
  }
  return builder.build();
}

const decimal = /^[ \t]*[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?[ \t]*$/;

const infinite = /^[ \t]*[+-]?inf(?:inity)?[ \t]*$/i;

/** NaN for what is neither a decimal number nor infinity: an empty field is no 0. */
function parseScore(field: string): number {
  if (infinite.test(field)) {
    return Number.POSITIVE_INFINITY;
  }
  return decimal.test(field) ? Number(field) : Number.NaN;
}

function* recordsOf(bytes: Uint8Array, file: string): Generator<CsvRecord> {
  for (const { line, text } of textBlocks(bytes, file, true)) {
    yield* parseCsv(text, file, { line, code: 'bad-predictions' });
  }
}
