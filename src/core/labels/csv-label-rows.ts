import { type Place, SightlineError } from '../errors.ts';
import { parseCsv, type CsvRecord } from './csv.ts';

/** A record of a label file. */
export interface LabelRow {
  /** As they are spelled. */
  readonly image: string;
  readonly label: string;
  readonly metadata: Readonly<Record<string, string>>;
  readonly place: Place;
}

/** More columns than this no label file has. */
const maxColumns = 1000;

/**
 * The records of a CSV file whose first line names the columns: `image`, `label`, and any others, which become
 * metadata. A column without a name (the index that pandas writes) is left out.
 */
export function* readCsvRows(text: string, file: string): Generator<LabelRow> {
  const records = parseCsv(text, file);
  const first = records.next();
  if (first.done === true) {
    throw new SightlineError('labels-invalid', 'the label file is empty', {
      place: { file, line: 1 },
      hint: "Write a first line 'image,label' and a line for each image.",
    });
  }
  const columns = readHeader(first.value, file);
  for (const { line, fields } of records) {
    if (fields.length !== columns.count) {
      throw new SightlineError('labels-invalid', `the first line names ${columns.count} columns, and this record has ${fields.length}`, {
        place: { file, line },
        hint: 'Put fields that hold commas in quotes, and write an empty field for a missing value.',
      });
    }
    const metadata = Object.fromEntries(columns.metadata.map(([name, index]) => [name, fields[index] ?? '']));
    yield { image: fields[columns.image] ?? '', label: fields[columns.label] ?? '', metadata, place: { file, line } };
  }
}

interface Columns {
  readonly count: number;
  readonly image: number;
  readonly label: number;
  readonly metadata: readonly (readonly [name: string, index: number])[];
}

function readHeader({ line, fields }: CsvRecord, file: string): Columns {
  const place = { file, line };
  if (fields.length > maxColumns) {
    throw new SightlineError('labels-invalid', `more than ${maxColumns} columns`, { place });
  }
  const indices = new Map<string, number>();
  for (const [index, name] of fields.entries()) {
    if (indices.has(name)) {
      throw new SightlineError('labels-invalid', `two columns are named '${name}'`, { place, hint: 'Give each column its own name.' });
    }
    if (name !== '') {
      indices.set(name, index);
    }
  }
  const find = (name: string): number => {
    const index = indices.get(name);
    if (index === undefined) {
      const found = [...indices.keys()].slice(0, 10).join(', ');
      throw new SightlineError('labels-invalid', `no column is named '${name}'; the columns are: ${found}`, {
        place,
        hint: "The first line names the columns; 'image' and 'label' must be among them, in lower case and without spaces.",
      });
    }
    return index;
  };
  const image = find('image');
  const label = find('label');
  return { count: fields.length, image, label, metadata: [...indices].filter(([, index]) => index !== image && index !== label) };
}
