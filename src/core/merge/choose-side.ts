import type { Value, ValueMap } from '../value/value.ts';
import { isList, isMap } from '../value/value.ts';
import { writeYaml } from '../value/write-yaml.ts';

/** One thing as the common ancestor and both branches have it; undefined where it isn't there. */
export interface Versions<T> {
  readonly base: T | undefined;
  readonly ours: T | undefined;
  readonly theirs: T | undefined;
}

/** From which branch a value comes: the one that changed it; `both` when the two changed it differently. */
export type Side = 'ours' | 'theirs' | 'both';

/**
 * Which branch's value holds. Values that differ only in where a remote keeps them are the same content; of those the
 * one that isn't the ancestor's is taken, since it knows the newer place.
 */
export function chooseSide({ base, ours, theirs }: Versions<Value>): Side {
  if (sameContent(ours, theirs)) {
    return sameText(ours, base) ? 'theirs' : 'ours';
  }
  return sameContent(theirs, base) ? 'ours' : sameContent(ours, base) ? 'theirs' : 'both';
}

/** The names of both branches: those of ours in their order, then those that only theirs has. */
export function unionOfNames(ours: Iterable<string>, theirs: Iterable<string>): readonly string[] {
  return [...new Set([...ours, ...theirs])];
}

/** Whether two values are recorded with the same bytes. */
export function sameText(a: Value | undefined, b: Value | undefined): boolean {
  return a === b || (a !== undefined && b !== undefined && writeYaml(a) === writeYaml(b));
}

function sameContent(a: Value | undefined, b: Value | undefined): boolean {
  return sameText(a, b) || (a !== undefined && b !== undefined && sameText(withoutPlaces(a), withoutPlaces(b)));
}

const placeKeys: ReadonlySet<string> = new Set(['cloud', 'etag', 'version_id']);

/** An entry without what says where a version-aware remote keeps it. Parameters of those names stay: they aren't beside an md5. */
function withoutPlaces(value: Value): Value {
  if (isList(value)) {
    return value.map(withoutPlaces);
  }
  if (!isMap(value)) {
    return value;
  }
  const kept = [...value].filter(([key]) => !(placeKeys.has(key) && isEntry(value)));
  return new Map(kept.map(([key, item]): [string, Value] => [key, withoutPlaces(item)]));
}

function isEntry(value: ValueMap): boolean {
  return value.has('md5') && (value.has('path') || value.has('relpath'));
}
