import { isList, isMap, type Value } from './value.ts';

/** Names of the lists and mappings that occur more than once, by identity. */
export type SharedNames = ReadonlyMap<Value, string>;

/** Names what occurs twice `id001`, `id002`, ... in the order in which the second occurrences come. */
export function nameShared(root: Value): SharedNames {
  const seen = new Set<Value>();
  const names = new Map<Value, string>();
  const visit = (value: Value): void => {
    if (!isMap(value) && !isList(value)) {
      return;
    }
    if (seen.has(value)) {
      if (!names.has(value)) {
        names.set(value, `id${String(names.size + 1).padStart(3, '0')}`);
      }
      return;
    }
    seen.add(value);
    for (const item of value.values()) {
      visit(item);
    }
  };
  visit(root);
  return names;
}
