import { InvalidArgumentError } from 'commander';
import type { RevisionReading } from '../core/pipeline/metrics.ts';
import { formatMarkdownTable, formatPlainTable, type TextTable } from '../core/pipeline/metrics-text-table.ts';
import { formatPlace, type SightlineError } from '../core/errors.ts';
import { joinFromRoot } from '../core/data/root-path.ts';
import type { Console } from '../core/ports.ts';
import { isAbsolute, relative } from 'node:path';

/** Floats in tables are rounded to this many digits unless told otherwise. */
export const defaultPrecision = 5;

/** Reads `--precision`; 0 means the default, as for DVC. */
export function parsePrecision(text: string): number {
  if (!/^[0-9]{1,2}$/.test(text)) {
    throw new InvalidArgumentError('give a whole number from 0 to 99.');
  }
  return Number(text) || defaultPrecision;
}

/** A path as the person spelled it, from the root. */
export function targetFromRoot(
  project: { readonly folder: string; readonly workspace: { readonly root: string } },
  target: string,
): string {
  return isAbsolute(target) ? joinFromRoot('.', relative(project.workspace.root, target)) : joinFromRoot(project.folder, target);
}

/** Prints a table, as Markdown when asked. */
export function printTable(console: Console, table: TextTable, markdown: boolean): void {
  console.result(markdown ? formatMarkdownTable(table) : formatPlainTable(table));
}

/** Says which files of which revisions couldn't be read, and why. */
export function warnOfErrors(console: Console, readings: ReadonlyMap<string, RevisionReading>): void {
  for (const [revision, reading] of readings) {
    const errors =
      'error' in reading ? [reading.error] : [...reading.files.values()].flatMap((file) => ('error' in file ? [file.error] : []));
    for (const error of errors) {
      console.warn(`could not read${revision === '' ? '' : ` in '${revision}'`}: ${describe(error)}`);
    }
  }
}

function describe(error: SightlineError): string {
  return `${error.place === undefined ? '' : `${formatPlace(error.place)}: `}${error.message} [${error.code}]`;
}
