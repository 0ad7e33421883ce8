import { TypedKeyMap } from './typed-key-map.ts';
import { isList, isMap, type Value, type ValueMap } from './value.ts';

/** Python's `==`: 1, 1.0 and True are equal, NaN equals nothing, the order of a mapping's keys doesn't matter. */
export function pythonEquals(a: Value | undefined, b: Value | undefined): boolean {
  if (isNumeric(a) && isNumeric(b)) {
    return numbersEqual(toNumber(a), toNumber(b));
  }
  if (isMap(a) && isMap(b)) {
    return mapsEqual(a, b);
  }
  if (isList(a) && isList(b)) {
    return a.length === b.length && a.every((item, index) => pythonEquals(item, b[index]));
  }
  return a === b;
}

/** Whether Python takes the value for a number: bool is one. */
export function isNumeric(value: Value | undefined): value is boolean | bigint | number {
  return typeof value === 'boolean' || typeof value === 'bigint' || typeof value === 'number';
}

/** `new - old` as Python computes it: an int of two ints, else a float. */
export function pythonDifference(newer: boolean | bigint | number, older: boolean | bigint | number): bigint | number {
  const [a, b] = [toNumber(newer), toNumber(older)];
  return typeof a === 'bigint' && typeof b === 'bigint' ? a - b : Number(a) - Number(b);
}

function toNumber(value: boolean | bigint | number): bigint | number {
  return typeof value === 'boolean' ? BigInt(value) : value;
}

function numbersEqual(a: bigint | number, b: bigint | number): boolean {
  return typeof a === typeof b ? a === b : Number.isInteger(Number(a)) && Number.isInteger(Number(b)) && BigInt(a) === BigInt(b);
}

function mapsEqual(a: ValueMap, b: ValueMap): boolean {
  return a.size === b.size && [...a].every(([key, item]) => b.has(key) && sameKey(a, b, key) && pythonEquals(item, b.get(key)));
}

/** The key `0` of one mapping and the key `"0"` of another aren't the same. */
function sameKey(a: ValueMap, b: ValueMap, key: string): boolean {
  const [left, right] = [a, b].map((map) => (map instanceof TypedKeyMap ? map.typedKeys.get(key) : undefined));
  return pythonEquals(left, right);
}
