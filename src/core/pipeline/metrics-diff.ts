import { isNumeric, pythonDifference, pythonEquals } from '../value/python-equality.ts';
import { isMap, type Value, type ValueMap } from '../value/value.ts';
import { flattenValues, type FileReading, type RevisionReading } from './metrics.ts';

/** How one value changed; null stands for a value that isn't there. `diff` is there for two numbers. */
export interface ValueChange {
  readonly old: Value;
  readonly new: Value;
  readonly diff?: bigint | number;
}

/** Changes by file, then by dotted name. */
export type ValuesDiff = ReadonlyMap<string, ReadonlyMap<string, ValueChange>>;

/** Whether values that didn't change are listed too. */
export interface DiffOptions {
  readonly withUnchanged: boolean;
}

/** What changed between two revisions. A file that couldn't be read counts as empty. */
export function diffReadings(older: RevisionReading, newer: RevisionReading, options: DiffOptions): ValuesDiff {
  const [oldFiles, newFiles] = [filesOf(older), filesOf(newer)];
  const changes = new Map<string, ReadonlyMap<string, ValueChange>>();
  for (const path of new Set([...oldFiles.keys(), ...newFiles.keys()])) {
    const changed = diffFile(dataOf(oldFiles.get(path)), dataOf(newFiles.get(path)), options);
    if (changed.size > 0) {
      changes.set(path, changed);
    }
  }
  return changes;
}

function filesOf(reading: RevisionReading): ReadonlyMap<string, FileReading> {
  return 'files' in reading ? reading.files : new Map();
}

function dataOf(reading: FileReading | undefined): Value {
  return reading !== undefined && 'data' in reading ? reading.data : new Map();
}

function diffFile(older: Value, newer: Value, options: DiffOptions): ReadonlyMap<string, ValueChange> {
  const [oldValues, newValues] = isMap(older) || isMap(newer) ? [flat(older), flat(newer)] : [single(older), single(newer)];
  const changes = new Map<string, ValueChange>();
  for (const name of new Set([...oldValues.keys(), ...newValues.keys()])) {
    const [before, after] = [oldValues.get(name) ?? missingValue(older), newValues.get(name) ?? missingValue(newer)];
    if (options.withUnchanged || !pythonEquals(before, after)) {
      changes.set(name, change(before, after));
    }
  }
  return changes;
}

/** A file whose whole content is one number has that number under the empty name. */
function single(value: Value): ValueMap {
  return new Map([['', value]]);
}

function flat(value: Value): ValueMap {
  return isMap(value) ? flattenValues(value) : new Map();
}

/** DVC's word for the values of a file that held a mapping and now holds one number, or the other way round. */
function missingValue(file: Value): Value {
  return isMap(file) ? null : 'unable to parse';
}

function change(before: Value, after: Value): ValueChange {
  const difference = isNumeric(before) && isNumeric(after) ? { diff: pythonDifference(after, before) } : {};
  return { old: before, new: after, ...difference };
}

/** The diff as DVC's JSON has it. */
export function diffValue(diff: ValuesDiff, show: (path: string) => string): ValueMap {
  return new Map(
    [...diff].map(([path, changes]): [string, Value] => [
      show(path),
      new Map([...changes].map(([name, changed]): [string, Value] => [name, new Map(Object.entries(changed))])),
    ]),
  );
}
