import { parse, TomlDate, TomlError } from 'smol-toml';
import { SightlineError } from '../errors.ts';
import type { Value, ValueMap } from './value.ts';

/** Deeper nesting is refused, since everything that walks a value does it by recursion. */
const deepest = 200;

/** Reads TOML; dates and times stay text. Throws `invalid-parameter-file` with the place. */
export function readToml(text: string, file: string): ValueMap {
  try {
    return tableValue(parse(text, { integersAsBigInt: true, maxDepth: deepest }), 0, file);
  } catch (cause) {
    if (cause instanceof TomlError) {
      const [message] = cause.message.split('\n');
      throw new SightlineError('invalid-parameter-file', message ?? 'not TOML', {
        place: { file, line: cause.line, column: cause.column },
        cause,
      });
    }
    throw cause;
  }
}

function tableValue(table: object, depth: number, file: string): ValueMap {
  if (depth > deepest) {
    throw new SightlineError('invalid-parameter-file', `nested more than ${deepest} levels deep`, { place: { file } });
  }
  return new Map(Object.entries(table).map(([key, item]): [string, Value] => [key, itemValue(item, depth + 1, file)]));
}

function itemValue(item: unknown, depth: number, file: string): Value {
  if (typeof item === 'string' || typeof item === 'number' || typeof item === 'bigint' || typeof item === 'boolean') {
    return item;
  }
  if (item instanceof TomlDate) {
    return item.toISOString();
  }
  if (Array.isArray(item)) {
    return item.map((each: unknown) => itemValue(each, depth + 1, file));
  }
  return typeof item === 'object' && item !== null ? tableValue(item, depth, file) : String(item);
}
