import { isAbsolute, relative } from 'node:path';
import { Argument, InvalidArgumentError, type Command } from 'commander';
import { showPath, type Project } from '../app/project.ts';
import { workspaceName } from '../app/revisions.ts';
import { joinFromRoot } from '../core/data/root-path.ts';
import { formatPlace, type SightlineError } from '../core/errors.ts';
import { formatMarkdownTable, formatPlainTable, type TextTable } from '../core/pipeline/metrics-text-table.ts';
import type { RevisionReading } from '../core/pipeline/metrics.ts';
import type { Console } from '../core/ports.ts';
import { writePythonJson } from '../core/value/python-json.ts';
import type { ValueMap } from '../core/value/value.ts';
import { addLoudness, type LoudnessFlags } from './loudness.ts';

/** How the result is printed. */
export interface FormatFlags extends LoudnessFlags {
  readonly json?: boolean;
  readonly md?: boolean;
}

/** What every command that compares two revisions takes. */
export interface DiffFlags extends FormatFlags {
  readonly targets?: readonly string[];
  readonly all?: boolean;
  readonly path: boolean;
}

/** Floats in tables are rounded to this many digits unless told otherwise. */
export const defaultPrecision = 5;

/** Reads `--precision`; 0 means the default, as for DVC. */
export function parsePrecision(text: string): number {
  if (!/^[0-9]{1,2}$/.test(text)) {
    throw new InvalidArgumentError('give a whole number from 0 to 99.');
  }
  return Number(text) || defaultPrecision;
}

/** Adds `--json`, `--md`, `--quiet` and `--verbose`. */
export function addFormatOptions(command: Command): Command {
  return addLoudness(command.option('--json', 'as JSON').option('--md', 'as a Markdown table'));
}

/** Adds what `metrics diff` and `params diff` share; `what` names the values that are compared. */
export function addDiffOptions(command: Command, what: string): Command {
  return addFormatOptions(
    command
      .addArgument(new Argument('[a_rev]', 'old revision').default('HEAD'))
      .addArgument(new Argument('[b_rev]', 'new revision').default(workspaceName))
      .option('--targets <paths...>', 'only these files')
      .option('--all', `unchanged ${what} too`)
      .option('--no-path', 'leave out the column of paths'),
  );
}

/** Paths as the person spells them made ones from the root, and back. */
export function spellingOf(project: Pick<Project, 'folder' | 'workspace'>): {
  readonly fromRoot: (spelled: string) => string;
  readonly spell: (path: string) => string;
} {
  return {
    fromRoot: (spelled) =>
      isAbsolute(spelled) ? joinFromRoot('.', relative(project.workspace.root, spelled)) : joinFromRoot(project.folder, spelled),
    spell: (path) => showPath(project, path),
  };
}

/** Warns of files that couldn't be read, then prints the JSON or the table. */
export function printReadings(
  console: Console,
  readings: ReadonlyMap<string, RevisionReading>,
  flags: FormatFlags,
  result: { readonly json: () => ValueMap; readonly table: () => TextTable },
): void {
  for (const [revision, reading] of readings) {
    const errors =
      'error' in reading ? [reading.error] : [...reading.files.values()].flatMap((file) => ('error' in file ? [file.error] : []));
    for (const error of errors) {
      console.warn(`could not read${revision === '' ? '' : ` in '${revision}'`}: ${describe(error)}`);
    }
  }
  if (flags.json === true) {
    console.result(`${writePythonJson(result.json())}\n`);
  } else {
    console.result(flags.md === true ? formatMarkdownTable(result.table()) : formatPlainTable(result.table()));
  }
}

function describe(error: SightlineError): string {
  return `${error.place === undefined ? '' : `${formatPlace(error.place)}: `}${error.message} [${error.code}]`;
}
