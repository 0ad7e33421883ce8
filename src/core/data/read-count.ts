import type { ValueMap } from '../value/value.ts';

/** A number of bytes or files under a key; undefined when there is none. `fail` throws. */
export function readCount(entry: ValueMap, key: string, fail: (what: string) => never): number | undefined {
  const value = entry.get(key);
  if (value === undefined || value === null) {
    return undefined;
  }
  const count = typeof value === 'bigint' ? Number(value) : value;
  if (typeof count !== 'number' || !Number.isSafeInteger(count) || count < 0) {
    return fail(`'${nameOf(entry)}' has a ${key} that is no count`);
  }
  return count;
}

/** What an entry is about, for messages. */
export function nameOf(entry: ValueMap): string {
  const path = entry.get('path') ?? entry.get('relpath');
  return typeof path === 'string' ? path : 'an entry';
}
