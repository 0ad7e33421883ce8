import { SightlineError, type Place } from '../errors.ts';
import { nearestName } from '../value/nearest-name.ts';
import { isList, isMap, type Value } from '../value/value.ts';
import { formatInText, type FlagStyle } from './command-flags.ts';
import { findReferences, hasReference, wholeReference } from './references.ts';
import type { ValuePath } from './shape.ts';
import { localOrigin, namesNear, selectVariable, toValue, type DictVariable, type Variable } from './variable.ts';

/** A name, then `.name` and `[index]`. No two parts can take the same spaces, so that matching takes linear time. */
const expression = /^[^.[\]]+(?:\.[^.[\]]+|\[[^.[\]]+\]\s*)*$/;

/** Longer texts can't be a command's argument on Linux (128 KiB), nor a path. In UTF-16 units. */
const longestText = 200_000;

/** What is needed to fill in `${...}`. */
export interface Templating {
  readonly scope: DictVariable;
  readonly flags: FlagStyle;
  /** Where in dvc.yaml a value stands. */
  place(path: ValuePath): Place;
  /** Told every variable that is used. */
  readonly onUse?: (variable: Variable) => void;
}

/** What may stand for `${...}`: anything, a single value, or (in `cmd`) also a mapping, as flags. */
export type Allowed = 'anything' | 'single' | 'command';

/** The path of the first `${...}` in keys or values, or undefined where there is none. */
export function findReference(value: Value, path: ValuePath = []): ValuePath | undefined {
  if (typeof value === 'string') {
    return hasReference(value) ? path : undefined;
  }
  const items: readonly [string | number, Value][] = isMap(value)
    ? [...value]
    : isList(value)
      ? value.map((item, index) => [index, item])
      : [];
  for (const [key, item] of items) {
    const found = typeof key === 'string' && hasReference(key) ? [...path, key] : findReference(item, [...path, key]);
    if (found !== undefined) {
      return found;
    }
  }
  return undefined;
}

/** Fills in every `${...}` of a value. A text that is nothing but one keeps the type of what it names. */
export function fillIn(templating: Templating, value: Value, path: ValuePath, allowed: Allowed): Value {
  if (typeof value === 'string') {
    return fillInText(templating, value, path, allowed);
  }
  if (isList(value)) {
    return value.map((item, index) => fillIn(templating, item, [...path, index], allowed));
  }
  if (isMap(value)) {
    return new Map(
      [...value].map(([key, item]) => [
        fillInKey(templating, key, [...path, key], allowed),
        fillIn(templating, item, [...path, key], allowed),
      ]),
    );
  }
  return value;
}

function fillInKey(templating: Templating, key: string, path: ValuePath, allowed: Allowed): string {
  const filled = fillInText(templating, key, path, allowed);
  if (typeof filled !== 'string') {
    fail(templating, path, `the key '${key}' must become text`);
  }
  return filled;
}

/** Fills in one text and keeps text: what `wdir` needs. */
export function fillInAsText(templating: Templating, text: string, path: ValuePath): string {
  const filled = fillInText(templating, text, path, 'single');
  return formatInText(filled, templating.flags) ?? '';
}

/** A variable of what the value says: references stand for the variables themselves, so that they keep their origin. */
export function fillInVariable(templating: Templating, value: Value, path: ValuePath): Variable {
  if (typeof value === 'string') {
    const name = wholeReference(value);
    return name === undefined
      ? { kind: 'leaf', value: fillInParts(templating, value, path, 'anything'), origin: localOrigin }
      : lookUp(templating, name, path);
  }
  if (isList(value)) {
    return { kind: 'list', items: value.map((item, index) => fillInVariable(templating, item, [...path, index])), origin: localOrigin };
  }
  if (isMap(value)) {
    const entries = [...value].map(([key, item]): [string, Variable] => [
      fillInKey(templating, key, [...path, key], 'anything'),
      fillInVariable(templating, item, [...path, key]),
    ]);
    return { kind: 'dict', entries: new Map(entries), origin: localOrigin };
  }
  return { kind: 'leaf', value, origin: localOrigin };
}

function fillInText(templating: Templating, text: string, path: ValuePath, allowed: Allowed): Value {
  const whole = wholeReference(text);
  return whole === undefined ? fillInParts(templating, text, path, allowed) : checked(templating, whole, path, allowed);
}

function fillInParts(templating: Templating, text: string, path: ValuePath, allowed: Allowed): string {
  let filled = '';
  let copied = 0;
  for (const { start, end, inner } of findReferences(text)) {
    const value = formatInText(checked(templating, inner, path, allowed), templating.flags);
    if (value === undefined) {
      return fail(templating, path, `a list in '${shorten(inner)}' holds lists or mappings, which can't become flags`);
    }
    filled += text.slice(copied, start) + value;
    copied = end;
    if (filled.length > longestText) {
      return fail(templating, path, `with '\${${shorten(inner)}}' filled in, the text has more than ${longestText} characters`);
    }
  }
  return (filled + text.slice(copied)).replaceAll('\\${', '${');
}

/** Enough of a text for a message. */
function shorten(text: string): string {
  return text.length > 60 ? `${text.slice(0, 60)}...` : text;
}

function checked(templating: Templating, inner: string, path: ValuePath, allowed: Allowed): Value {
  const variable = lookUp(templating, inner, path);
  const fits = variable.kind === 'leaf' || allowed === 'anything' || (allowed === 'command' && variable.kind === 'dict');
  if (!fits) {
    const what = variable.kind === 'list' ? 'a list' : 'a mapping';
    const hint = `Name a single value of it, such as '\${${shorten(inner)}${variable.kind === 'list' ? '[0]' : `.${[...variable.entries.keys()][0] ?? 'key'}`}}'.`;
    fail(templating, path, `'\${${shorten(inner)}}' is ${what}, which can't stand here`, hint);
  }
  return toValue(variable);
}

function lookUp(templating: Templating, inner: string, path: ValuePath): Variable {
  if (!expression.test(inner)) {
    fail(
      templating,
      path,
      `'\${${shorten(inner)}}' is no name`,
      "Write names as in '${model.lr}' or '${layers[0].size}'; '\\${' stands for '${' itself.",
    );
  }
  const variable = selectVariable(templating.scope, inner);
  if (variable === undefined) {
    const names = namesNear(templating.scope, inner);
    const nearest = nearestName(inner.trim(), names);
    const hint = nearest === undefined ? "Define it in params.yaml or under 'vars'." : `Did you mean '\${${nearest}}'?`;
    return fail(templating, path, `'\${${shorten(inner)}}' is not defined`, hint);
  }
  templating.onUse?.(variable);
  return variable;
}

function fail(templating: Templating, path: ValuePath, message: string, hint?: string): never {
  throw new SightlineError('invalid-template', message, { place: templating.place(path), ...(hint === undefined ? {} : { hint }) });
}
