import { compareCodePoints } from '../value/code-point-order.ts';
import { strPython } from '../value/python-text.ts';
import { roundPython } from '../value/round-python.ts';
import { isMap, type Value } from '../value/value.ts';
import type { ValuesDiff } from './metrics-diff.ts';
import { flattenValues, type RevisionReading } from './metrics.ts';
import type { TextTable } from './metrics-text-table.ts';

/** What stands where there is no value. */
const nothing = '-';

/** How a table of changes is laid out. */
export interface DiffTableOptions {
  /** Head of the column of names: `Metric` or `Param`. */
  readonly title: string;
  readonly oldName: string;
  readonly newName: string;
  readonly showPath: boolean;
  readonly showChange: boolean;
  /** Digits after the point that floats are rounded to; undefined leaves them as they are. */
  readonly precision: number | undefined;
}

/** One line a changed value, names of a file in order. `show` spells a path for the person. */
export function diffTable(diff: ValuesDiff, show: (path: string) => string, options: DiffTableOptions): TextTable {
  const pick = <T>(path: T, middle: readonly T[], change: T): T[] => [
    ...(options.showPath ? [path] : []),
    ...middle,
    ...(options.showChange ? [change] : []),
  ];
  const cell = (value: Value | undefined): string => formatCell(value, options.precision);
  const rows = [...diff].flatMap(([path, changes]) =>
    [...changes]
      .toSorted(([a], [b]) => compareCodePoints(a, b))
      .map(([name, change]) => pick(show(path), [name, cell(change.old), cell(change.new)], cell(change.diff))),
  );
  return { headers: pick('Path', [options.title, options.oldName, options.newName], 'Change'), rows };
}

/** One line a file and revision, one column a metric. */
export function metricsTable(
  readings: ReadonlyMap<string, RevisionReading>,
  show: (path: string) => string,
  options: { readonly showRevision: boolean; readonly precision: number },
): TextTable {
  const lines = [...readings].flatMap(([revision, reading]) =>
    [...('files' in reading ? reading.files : [])].map(([path, file]) => {
      const data = 'data' in file ? file.data : new Map<string, Value>();
      return { revision, path: show(path), values: isMap(data) ? flattenValues(data) : new Map([['', data]]) };
    }),
  );
  const names = [...new Set(lines.flatMap((line) => [...line.values.keys()]))].toSorted(compareCodePoints);
  const lead = (revision: string, path: string): string[] => (options.showRevision ? [revision, path] : [path]);
  return {
    headers: [...lead('Revision', 'Path'), ...names],
    rows: lines.map((line) => [
      ...lead(line.revision, line.path),
      ...names.map((name) => (line.values.has(name) ? formatValue(line.values.get(name) ?? null, options.precision) : nothing)),
    ]),
  };
}

function formatCell(value: Value | undefined, precision: number | undefined): string {
  return value === undefined || value === null ? nothing : formatValue(value, precision);
}

function formatValue(value: Value, precision: number | undefined): string {
  return strPython(typeof value === 'number' && precision !== undefined ? roundPython(value, precision) : value);
}
