import { isList, isMap, type Value } from './value.ts';

/** Objects and numbers of JavaScript, for zod and templates. */
export type Plain = null | boolean | number | bigint | string | readonly Plain[] | { readonly [key: string]: Plain };

/** The value as plain objects: integers become numbers where a number holds them exactly, else they stay bigints. */
export function toPlain(value: Value): Plain {
  if (typeof value === 'bigint') {
    return value >= Number.MIN_SAFE_INTEGER && value <= Number.MAX_SAFE_INTEGER ? Number(value) : value;
  }
  if (isList(value)) {
    return value.map(toPlain);
  }
  if (isMap(value)) {
    const object: Record<string, Plain> = {};
    for (const [key, item] of value) {
      // defineProperty, since assigning to `__proto__` would set the prototype.
      Object.defineProperty(object, key, { value: toPlain(item), enumerable: true, writable: true, configurable: true });
    }
    return object;
  }
  return value;
}

/** The value of plain objects: whole numbers become integers, which is what JSON and YAML mean by them. */
export function fromPlain(plain: Plain): Value {
  if (typeof plain === 'number') {
    return Number.isSafeInteger(plain) && !Object.is(plain, -0) ? BigInt(plain) : plain;
  }
  if (plain === null || typeof plain !== 'object') {
    return plain;
  }
  if (Array.isArray(plain)) {
    return plain.map((item: Plain) => fromPlain(item));
  }
  return new Map(Object.entries(plain).map(([key, item]): [string, Value] => [key, fromPlain(item)]));
}
