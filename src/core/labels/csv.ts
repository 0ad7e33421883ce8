import { type ErrorCode, SightlineError } from '../errors.ts';

/** One record of a CSV file. */
export interface CsvRecord {
  /** The line on which the record starts, from 1. */
  readonly line: number;
  readonly fields: readonly string[];
}

/** Where a part of a file starts, and what is thrown for what is no CSV. */
export interface CsvOptions {
  readonly line?: number;
  readonly code?: ErrorCode;
}

/**
 * Reads comma-separated values as RFC 4180 has them, and as spreadsheets write them: any of CRLF, LF and CR
 * ends a record, a byte order mark at the start is dropped, empty lines between records too. A quoted field
 * may hold commas, doubled quotes and line ends. `file` is for messages.
 *
 * Of our own because of the lines: csv-parse counts CRLF inside quotes twice, papaparse gives none.
 */
export function* parseCsv(text: string, file: string, options: CsvOptions = {}): Generator<CsvRecord> {
  const { line = 1, code = 'labels-invalid' } = options;
  const scanner: Scanner = { text, file, code, at: text.startsWith('\uFEFF') ? 1 : 0, line };
  while (scanner.at < text.length) {
    const line = scanner.line;
    const fields = readRecord(scanner);
    if (fields.length > 1 || fields[0] !== '') {
      yield { line, fields };
    }
  }
}

interface Scanner {
  readonly text: string;
  readonly file: string;
  readonly code: ErrorCode;
  at: number;
  line: number;
}

const comma = 44;
const quote = 34;
const lineFeed = 10;
const carriageReturn = 13;

/** Leaves the scanner after the record's line end. */
function readRecord(scanner: Scanner): string[] {
  const fields: string[] = [];
  for (;;) {
    fields.push(scanner.text.charCodeAt(scanner.at) === quote ? readQuoted(scanner) : readPlain(scanner));
    if (scanner.text.charCodeAt(scanner.at) !== comma) {
      skipLineEnd(scanner);
      return fields;
    }
    scanner.at += 1;
  }
}

function readPlain(scanner: Scanner): string {
  const { text, at: start } = scanner;
  let at = start;
  for (; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === comma || code === lineFeed || code === carriageReturn) {
      break;
    }
    if (code === quote) {
      throw csvError(
        scanner,
        scanner.line,
        'a quote in the middle of a field',
        'Put the whole field in quotes and double the quotes inside it.',
      );
    }
  }
  scanner.at = at;
  return text.slice(start, at);
}

function readQuoted(scanner: Scanner): string {
  const { text, line } = scanner;
  let field = '';
  let from = scanner.at + 1;
  for (;;) {
    const end = text.indexOf('"', from);
    if (end === -1) {
      throw csvError(scanner, line, 'a quoted field that never ends', 'Close the quote, or double a quote that belongs to the text.');
    }
    field += text.slice(from, end);
    scanner.at = end + 1;
    if (text.charCodeAt(end + 1) !== quote) {
      break;
    }
    field += '"';
    from = end + 2;
  }
  scanner.line += countLineEnds(field);
  if (scanner.at < text.length && ![comma, lineFeed, carriageReturn].includes(text.charCodeAt(scanner.at))) {
    throw csvError(
      scanner,
      scanner.line,
      'text after a closing quote',
      'End the field at the quote, or double a quote that belongs to the text.',
    );
  }
  return field;
}

function skipLineEnd(scanner: Scanner): void {
  const isPair = scanner.text.startsWith('\r\n', scanner.at);
  scanner.line += scanner.at < scanner.text.length ? 1 : 0;
  scanner.at += isPair ? 2 : 1;
}

function countLineEnds(field: string): number {
  return field.match(/\r\n|\r|\n/g)?.length ?? 0;
}

function csvError(scanner: Scanner, line: number, what: string, hint: string): SightlineError {
  return new SightlineError(scanner.code, `${what} in a CSV file`, { place: { file: scanner.file, line }, hint });
}
