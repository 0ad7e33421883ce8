import { findParameter } from '../pipeline/parameters.ts';
import { nearestName } from '../value/nearest-name.ts';
import type { NewValue } from '../value/set-yaml-values.ts';
import { isList, isMap, type Value, type ValueMap } from '../value/value.ts';

/** New values by dotted name, or one sentence that says which isn't possible. */
export type CheckedOverrides =
  | { readonly kind: 'checked'; readonly values: ReadonlyMap<string, NewValue> }
  | { readonly kind: 'refused'; readonly reason: string };

/** Texts may be put into a stage's command line by dvc.yaml, where a shell reads them: these characters mean nothing to one. */
const plainText = /^[\w.,:@%+=/-]*$/;
/** What may stand in an answer as it is. */
const plainName = /^[\w.-]{1,100}$/;
const largestNumber = 1e15;
/** The list of params.yaml by which stages are repeated. */
const seedsParameter = 'seeds';

/**
 * Reads texts as values of the parameters that they are to replace: each name must be there, and each value be of the same type.
 * `seeds` makes the list `seeds` the numbers from 1.
 */
export function checkOverrides(params: ValueMap, set: ReadonlyMap<string, string>, seeds: number | undefined): CheckedOverrides {
  const values = new Map<string, NewValue>();
  for (const [name, text] of set) {
    const before = findParameter(params, name);
    if (before === undefined) {
      const nearest = nearestName(
        name,
        leafNames(params).filter((known) => plainName.test(known)),
      );
      const help = nearest === undefined ? '' : `; did you mean ${nearest}?`;
      return { kind: 'refused', reason: `params.yaml of the base branch has no parameter ${name}${help}` };
    }
    const value = readAs(before, text);
    if (value === undefined) {
      return { kind: 'refused', reason: `${name} is ${typeName(before)} in params.yaml of the base branch, and the new value is not` };
    }
    values.set(name, value);
  }
  if (seeds === undefined) {
    return { kind: 'checked', values };
  }
  if (!isList(params.get(seedsParameter)) || values.has(seedsParameter)) {
    const reason = `--seeds needs a list \`${seedsParameter}\` in params.yaml of the base branch, over which dvc.yaml repeats its stages`;
    return { kind: 'refused', reason };
  }
  return { kind: 'checked', values: values.set(seedsParameter, seedList(seeds)) };
}

/** The seeds of so many trainings. */
function seedList(count: number): readonly number[] {
  return Array.from({ length: count }, (_, at) => at + 1);
}

function readAs(before: Value, text: string): NewValue | undefined {
  switch (typeof before) {
    case 'bigint':
      return /^[-+]?\d{1,15}$/.test(text) ? Number(text) : undefined;
    case 'number':
      return readDecimal(text);
    case 'boolean':
      return text === 'true' || text === 'false' ? text === 'true' : undefined;
    case 'string':
      return plainText.test(text) ? text : undefined;
    default:
      return undefined;
  }
}

function readDecimal(text: string): number | undefined {
  const value = /^[-+]?(?:\d{1,17}(?:\.\d{0,17})?|\.\d{1,17})(?:e[-+]?\d{1,3})?$/i.test(text) ? Number(text) : Number.NaN;
  return Math.abs(value) <= largestNumber ? value : undefined;
}

function typeName(value: Value): string {
  switch (typeof value) {
    case 'bigint':
      return 'a whole number';
    case 'number':
      return 'a number';
    case 'boolean':
      return 'true or false';
    case 'string':
      return 'a text of letters, digits and `. , : @ % + = / - _`';
    default:
      return 'a list, mapping or nothing';
  }
}

function leafNames(params: ValueMap, prefix = ''): readonly string[] {
  return [...params].flatMap(([name, value]) => (isMap(value) ? leafNames(value, `${prefix}${name}.`) : [`${prefix}${name}`]));
}
