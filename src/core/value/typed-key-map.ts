import type { Value } from './value.ts';

/** A key of a mapping that isn't a string, such as the class numbers in `names: {0: cat, 1: dog}`. */
export type TypedKey = null | boolean | bigint | number;

/**
 * A mapping some of whose keys aren't strings. It is looked up by text like any other; the writer
 * asks it which keys to write as numbers, so that DVC finds the same keys again.
 */
export class TypedKeyMap extends Map<string, Value> {
  /** From the text of a key to the key. */
  readonly typedKeys: Map<string, TypedKey> = new Map();
}
