import type { SightlineError } from '../errors.ts';
import { pythonEquals } from '../value/python-equality.ts';
import { reprPython } from '../value/python-text.ts';
import { isList, isMap, type Value, type ValueMap } from '../value/value.ts';

/** What a file of metrics or parameters holds, or why it couldn't be read. */
export type FileReading = { readonly data: Value } | { readonly error: SightlineError };

/** All such files of one revision by path from the root, or why its pipeline couldn't be read. */
export type RevisionReading = { readonly files: ReadonlyMap<string, FileReading> } | { readonly error: SightlineError };

/** What of a file counts as metrics: numbers, text and mappings of them. Lists, null and empty mappings are left out. */
export function extractMetrics(value: Value): Value {
  const extracted = extract(value);
  return extracted === undefined || isFalsy(extracted) ? new Map() : extracted;
}

function extract(value: Value): Value | undefined {
  if (value === null || isList(value)) {
    return undefined;
  }
  if (!isMap(value)) {
    return value;
  }
  const kept = [...value].flatMap(([key, item]): [string, Value][] => {
    const inner = extract(item);
    return inner === undefined || (isMap(inner) && inner.size === 0) ? [] : [[key, inner]];
  });
  return new Map(kept);
}

function isFalsy(value: Value): boolean {
  return value === false || value === '' || value === 0 || value === 0n;
}

/** Nested mappings as one with dotted names; lists become the text that Python prints for them, empty mappings vanish. */
export function flattenValues(value: ValueMap): ValueMap {
  const flat = new Map<string, Value>();
  const visit = (map: ValueMap, prefix: string): void => {
    for (const [key, item] of map) {
      if (isMap(item)) {
        visit(item, `${prefix}${key}.`);
      } else {
        flat.set(prefix + key, isList(item) ? reprPython(item) : item);
      }
    }
  };
  visit(value, '');
  return flat;
}

/** Whether two readings found the same files with equal content, and no error. */
export function sameReading(a: RevisionReading, b: RevisionReading): boolean {
  if (!('files' in a) || !('files' in b) || a.files.size !== b.files.size) {
    return false;
  }
  return [...a.files].every(([path, file]) => {
    const other = b.files.get(path);
    return other !== undefined && 'data' in file && 'data' in other && pythonEquals(file.data, other.data);
  });
}
