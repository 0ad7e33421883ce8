import { TypedKeyMap } from '../value/typed-key-map.ts';
import { isList, isMap, type Value } from '../value/value.ts';

/** Where a variable was defined. */
export interface Origin {
  /** A parameter file from the root, or `vars[0]`, `train.vars[1]`; undefined for what foreach and matrix put in. */
  readonly source: string | undefined;
  /** Whether the source is a file, so that its use is a parameter. */
  readonly isFile: boolean;
  /** Keys from the top of the source. */
  readonly path: readonly string[];
}

/** A value that `${...}` can name, every part of which knows where it was defined. */
export type Variable = LeafVariable | ListVariable | DictVariable;

interface LeafVariable {
  readonly kind: 'leaf';
  readonly value: Exclude<Value, readonly Value[] | ReadonlyMap<string, Value>>;
  readonly origin: Origin;
}

interface ListVariable {
  readonly kind: 'list';
  readonly items: readonly Variable[];
  readonly origin: Origin;
}

/** A mapping of variables; the scope of a stage is one. */
export interface DictVariable {
  readonly kind: 'dict';
  readonly entries: ReadonlyMap<string, Variable>;
  readonly origin: Origin;
}

/** What foreach, matrix and literals of dvc.yaml define. */
export const localOrigin: Origin = { source: undefined, isFile: false, path: [] };

/** Nothing defined. */
export const emptyScope: DictVariable = { kind: 'dict', entries: new Map(), origin: localOrigin };

/** The value as a variable. Keys that aren't text can't be named in `${...}` and are left out, as in DVC. */
export function toVariable(value: Value, origin: Origin): Variable {
  const below = (key: string): Origin => ({ ...origin, path: [...origin.path, key] });
  if (isList(value)) {
    return { kind: 'list', items: value.map((item, index) => toVariable(item, below(String(index)))), origin };
  }
  if (isMap(value)) {
    const typed = value instanceof TypedKeyMap ? value.typedKeys : undefined;
    const named = [...value].filter(([key]) => typed?.has(key) !== true);
    return { kind: 'dict', entries: new Map(named.map(([key, item]) => [key, toVariable(item, below(key))])), origin };
  }
  return { kind: 'leaf', value, origin };
}

/** The plain value of a variable. */
export function toValue(variable: Variable): Value {
  switch (variable.kind) {
    case 'leaf':
      return variable.value;
    case 'list':
      return variable.items.map(toValue);
    case 'dict':
      return new Map([...variable.entries].map(([key, item]) => [key, toValue(item)]));
  }
}

/** Two variables that can't both be defined. */
export interface Redefinition {
  readonly before: Variable;
  readonly after: Variable;
}

/**
 * Both scopes in one: mappings are merged, anything else may be defined only once. Calls `onConflict`, which throws,
 * for what is defined twice.
 */
export function mergeScopes(into: DictVariable, added: DictVariable, onConflict: (conflict: Redefinition) => never): DictVariable {
  const entries = new Map(into.entries);
  for (const [key, after] of added.entries) {
    const before = entries.get(key);
    if (before?.kind === 'dict' && after.kind === 'dict') {
      entries.set(key, mergeScopes(before, after, onConflict));
    } else if (before === undefined) {
      entries.set(key, after);
    } else {
      onConflict({ before, after });
    }
  }
  return { ...into, entries };
}

/** The variable at a dotted name, its parts as DVC reads them: `a.b`, `a[0].b`, `a[-1]`. */
export function selectVariable(scope: DictVariable, expression: string): Variable | undefined {
  let found: Variable | undefined = scope;
  for (const part of partsOf(expression)) {
    found = found === undefined ? undefined : step(found, part);
  }
  return found;
}

/** The names that stand where the expression's last known part leads to, each as a whole expression. */
export function namesNear(scope: DictVariable, expression: string): string[] {
  let found: Variable = scope;
  const known: string[] = [];
  for (const part of partsOf(expression)) {
    const next = step(found, part);
    if (next === undefined) {
      break;
    }
    found = next;
    known.push(part);
  }
  return found.kind === 'dict' ? [...found.entries.keys()].map((key) => [...known, key].join('.')) : [];
}

function partsOf(expression: string): string[] {
  return expression
    .replaceAll('[', '.')
    .replaceAll(']', '')
    .split('.')
    .map((part) => part.trim());
}

function step(variable: Variable, part: string): Variable | undefined {
  switch (variable.kind) {
    case 'dict':
      return variable.entries.get(part);
    case 'list':
      return /^[-+]?\d+$/.test(part) ? variable.items.at(Number(part)) : undefined;
    case 'leaf':
      return undefined;
  }
}
