import { pythonEquals } from '../value/python-equality.ts';
import { TypedKeyMap } from '../value/typed-key-map.ts';
import { isList, isMap, type Value, type ValueMap } from '../value/value.ts';
import type { ParameterDependency } from './stage.ts';
import type { ParameterFileState, ParameterState } from './stage-status.ts';

/** The parameters of one file that a stage depends on. */
export interface SelectedParameters {
  /** By dotted name, in the order asked for; of a whole file by top-level key. */
  readonly values: ValueMap;
  /** Names that the file doesn't have. */
  readonly missing: readonly string[];
}

/**
 * Picks dotted names (`train.lr`, `layers.0`) out of a parameter file, or all of it. What is picked is a
 * copy, so that two stages never share an object, which dvc.lock would show as an anchor; what one
 * selection has twice stays shared, as DVC keeps it.
 */
export function selectParameters(file: ValueMap, names: ParameterDependency['names']): SelectedParameters {
  const copies = new Map<Value, Value>();
  if (names === 'all') {
    const whole = copy(file, copies);
    return { values: isMap(whole) ? whole : new Map(), missing: [] };
  }
  const values = new Map<string, Value>();
  const missing: string[] = [];
  for (const name of new Set(names)) {
    const found = findParameter(file, name);
    if (found === undefined) {
      missing.push(name);
    } else {
      values.set(name, copy(found, copies));
    }
  }
  return { values, missing };
}

/** The value at a dotted name; a part counts list items from 0, or from the end when negative. */
export function findParameter(file: ValueMap, name: string): Value | undefined {
  let found: Value | undefined = file;
  for (const part of name.replace(/^\.+/, '').split('.')) {
    if (isMap(found)) {
      found = found.get(part);
    } else if (isList(found) && /^[-+]?[0-9]+$/.test(part)) {
      found = found.at(Number(part));
    } else {
      return undefined;
    }
  }
  return found;
}

/** The named parameters in the nesting that the file has; items of a list before the named one are null. */
export function nestParameters(file: ValueMap, names: readonly string[]): ValueMap {
  let nested: Value = new Map<string, Value>();
  for (const name of new Set(names)) {
    const found = findParameter(file, name);
    if (found !== undefined) {
      nested = merge(nested, file, name.replace(/^\.+/, '').split('.'), found);
    }
  }
  return isMap(nested) ? nested : new Map();
}

/** `target` with the value put in at the path; `shape` says whether a list or a mapping stands there in the file. */
function merge(target: Value | undefined, shape: Value | undefined, path: readonly string[], value: Value): Value {
  const [part, ...rest] = path;
  if (part === undefined) {
    return value;
  }
  if (isList(shape)) {
    const at = Number(part) < 0 ? shape.length + Number(part) : Number(part);
    const known = isList(target) ? target : [];
    return Array.from({ length: Math.max(known.length, at + 1) }, (_, index) =>
      index === at ? merge(known[index], shape[index], rest, value) : (known[index] ?? null),
    );
  }
  const known = isMap(target) ? target : new Map<string, Value>();
  return new Map(known).set(part, merge(known.get(part), isMap(shape) ? shape.get(part) : undefined, rest, value));
}

function copy(value: Value, copies: Map<Value, Value>): Value {
  if (!isMap(value) && !isList(value)) {
    return value;
  }
  const known = copies.get(value);
  if (known !== undefined) {
    return known;
  }
  const copied = isList(value) ? value.map((item) => copy(item, copies)) : copyMap(value, copies);
  copies.set(value, copied);
  return copied;
}

function copyMap(value: ValueMap, copies: Map<Value, Value>): ValueMap {
  const map = value instanceof TypedKeyMap ? new TypedKeyMap() : new Map<string, Value>();
  for (const [key, item] of value) {
    map.set(key, copy(item, copies));
  }
  if (value instanceof TypedKeyMap && map instanceof TypedKeyMap) {
    value.typedKeys.forEach((typed, key) => map.typedKeys.set(key, typed));
  }
  return map;
}

/**
 * Holds the parameters of a file against what dvc.lock says of them; undefined when nothing changed.
 * `actual` is undefined when the file isn't there, `locked` when the lock doesn't name the file.
 */
export function compareParameters(
  actual: ValueMap | undefined,
  locked: ValueMap | undefined,
  names: ParameterDependency['names'],
): ParameterFileState | undefined {
  if (actual === undefined) {
    return 'deleted';
  }
  if (locked === undefined) {
    return 'new';
  }
  const { values } = selectParameters(actual, names);
  const known = names === 'all' ? new Set([...values.keys(), ...locked.keys()]) : new Set(names);
  const states = new Map<string, ParameterState>();
  for (const name of known) {
    const state = compareOne(values.get(name), locked.get(name));
    if (state !== undefined) {
      states.set(name, state);
    }
  }
  return states.size === 0 ? undefined : states;
}

/** A NaN differs even from itself, so a stage that depends on one always runs. */
function compareOne(actual: Value | undefined, locked: Value | undefined): ParameterState | undefined {
  if (actual === undefined) {
    return 'deleted';
  }
  if (locked === undefined) {
    return 'new';
  }
  return pythonEquals(actual, locked) ? undefined : 'modified';
}
