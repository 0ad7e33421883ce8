import { compareCodePoints } from './code-point-order.ts';
import { reprFloat } from './repr-float.ts';
import { TypedKeyMap } from './typed-key-map.ts';
import { isList, isMap, type Value, type ValueMap } from './value.ts';

/** How to write JSON. */
export interface PythonJsonOptions {
  /** Sort keys at every level, text by code point and numbers by size, as `json.dumps(sort_keys=True)` does. */
  readonly sortKeys?: boolean;
}

/** The text of Python's `json.dumps`: `", "` and `": "`, all but ASCII as `\uXXXX`, `NaN`, `Infinity`. */
export function writePythonJson(value: Value, options: PythonJsonOptions = {}): string {
  if (value === null) {
    return 'null';
  }
  if (typeof value === 'string') {
    return writeString(value);
  }
  if (typeof value === 'number') {
    return writeFloat(value);
  }
  if (isMap(value)) {
    const members = sorted(value, options).map(([key, item]) => `${writeString(key)}: ${writePythonJson(item, options)}`);
    return `{${members.join(', ')}}`;
  }
  if (isList(value)) {
    return `[${value.map((item) => writePythonJson(item, options)).join(', ')}]`;
  }
  return String(value);
}

function sorted(map: ValueMap, options: PythonJsonOptions): readonly (readonly [string, Value])[] {
  const entries = [...map];
  return options.sortKeys === true ? entries.toSorted(([a], [b]) => compareKeys(map, a, b)) : entries;
}

/** Python sorts numbers by size, and fails where keys are of several types: then any order will do. */
function compareKeys(map: ValueMap, a: string, b: string): number {
  const [x, y] = [numberOf(map, a), numberOf(map, b)];
  return x === undefined || y === undefined || x === y ? compareCodePoints(a, b) : x < y ? -1 : 1;
}

function numberOf(map: ValueMap, key: string): number | bigint | undefined {
  const typed = map instanceof TypedKeyMap ? map.typedKeys.get(key) : undefined;
  return typeof typed === 'boolean' ? Number(typed) : (typed ?? undefined);
}

function writeFloat(value: number): string {
  if (Number.isFinite(value)) {
    return reprFloat(value);
  }
  return Number.isNaN(value) ? 'NaN' : value > 0 ? 'Infinity' : '-Infinity';
}

function writeString(text: string): string {
  // JSON.stringify escapes what Python does below U+0080 but for U+007F, which both leave alone.
  return JSON.stringify(text).replace(/[\u007f-\uffff]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
}
