/**
 * What YAML, JSON, TOML and Python parameter files hold. DVC's files keep Python's distinction of `1`
 * and `1.0` and integers of any length, so a `bigint` is Python's int and a `number` is Python's float.
 */
export type Value = null | boolean | bigint | number | string | readonly Value[] | ValueMap;

/** A mapping in source order (a plain object would move keys like "1" to the front). */
export type ValueMap = ReadonlyMap<string, Value>;

/** Whether the value is a mapping. */
export function isMap(value: Value | undefined): value is ValueMap {
  return value instanceof Map;
}

/** Whether the value is a list. */
export function isList(value: Value | undefined): value is readonly Value[] {
  return Array.isArray(value);
}
