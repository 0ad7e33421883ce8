import type { FileMetaData } from 'hyparquet';
import { SightlineError } from '../errors.ts';
import { findPredictionColumns } from './csv-predictions.ts';
import { type PredictionTable, PredictionTableBuilder } from './prediction-table.ts';

type Row = Readonly<Record<string, unknown>>;

/** Rows are read this many at a time. */
const rowsAtOnce = 65_536;
/** What columns may unpack to. */
const maxUnpacked = 2 ** 32;

/**
 * Predictions as a Parquet table, plain or with Snappy: columns `image`, `label`, and one of numbers for each class, or one
 * of lists, `scores`, in the order of `classes`.
 */
export async function readParquetPredictions(bytes: Uint8Array, file: string, classes: readonly string[]): Promise<PredictionTable> {
  const { parquetMetadata, parquetReadObjects, parquetSchema } = await import('hyparquet');
  const buffer = new Uint8Array(bytes).buffer;
  try {
    const metadata = parquetMetadata(buffer);
    const names = parquetSchema(metadata).children.map(({ element }) => element.name);
    const columns = findPredictionColumns(names, file);
    const isList = columns.scores.length === 1 && columns.scores[0]?.name === 'scores';
    const scored = columns.scores.map(({ name }) => name);
    const builder = new PredictionTableBuilder(file, isList || scored.length === 0 ? classes : scored);
    const rows = Number(metadata.num_rows);
    checkSize(metadata, file);
    for (let rowStart = 0; rowStart < rows; rowStart += rowsAtOnce) {
      const rowEnd = Math.min(rowStart + rowsAtOnce, rows);
      for (const row of (await parquetReadObjects({ file: buffer, metadata, rowStart, rowEnd })) as readonly Row[]) {
        addRow(builder, row, scored, isList, columns.label !== -1);
      }
    }
    return builder.build();
  } catch (cause) {
    throw cause instanceof SightlineError ? cause : unreadable(cause, file);
  }
}

function checkSize({ row_groups: groups }: FileMetaData, file: string): void {
  const sizes = groups.flatMap(({ columns }) => columns.map(({ meta_data: column }) => Number(column?.total_uncompressed_size ?? 0)));
  if (sizes.reduce((sum, size) => sum + size, 0) > maxUnpacked) {
    throw new SightlineError('bad-predictions', `it unpacks to more than ${maxUnpacked} bytes`, { place: { file } });
  }
}

function addRow(builder: PredictionTableBuilder, row: Row, scored: readonly string[], isList: boolean, hasLabel: boolean): void {
  const given = isList ? row['scores'] : scored.map((name) => row[name]);
  const scores = Array.isArray(given) || ArrayBuffer.isView(given) ? Array.from(given as ArrayLike<unknown>, toNumber) : undefined;
  builder.add(toText(row['image']), hasLabel ? toText(row['label']) : undefined, scored.length === 0 ? undefined : (scores ?? []));
}

function toNumber(value: unknown): number {
  return typeof value === 'number' || typeof value === 'bigint' ? Number(value) : Number.NaN;
}

/** An empty text for what is none. */
function toText(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

function unreadable(cause: unknown, file: string): SightlineError {
  const message = `not a Parquet file that can be read: ${cause instanceof Error ? cause.message.slice(0, 200) : ''}`;
  const hint = 'Write it with no compression or with Snappy, which is what pandas and Arrow do unless told otherwise.';
  return new SightlineError('bad-predictions', message, { place: { file }, hint, cause });
}
