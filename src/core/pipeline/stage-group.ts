import { SightlineError } from '../errors.ts';
import { formatPython, strPython } from '../value/python-text.ts';
import { isList, isMap, type Value, type ValueMap } from '../value/value.ts';
import { fillInVariable, type Templating } from './interpolation.ts';
import { wholeReference } from './references.ts';
import type { ValuePath } from './shape.ts';
import { localOrigin, toValue, toVariable, type Variable } from './variable.ts';

/** More stages than this in one group are a mistake or an attack. */
const mostMembers = 10_000;

/** One stage of a foreach or matrix group: what follows the `@` in its name, and the variables that it adds. */
export interface GroupMember {
  readonly key: string;
  readonly variables: ReadonlyMap<string, Variable>;
}

/** A value and whether it came out of a variable: DVC names `true` so when it is written in dvc.yaml, and `True` otherwise. */
interface Item {
  readonly variable: Variable;
  readonly isReference: boolean;
}

/**
 * The stages of a `foreach`: of a mapping one per key, of a list one per item, named by the item, or by its
 * position when any item is a list or a mapping. Equal names make one stage, of the last item.
 */
export function expandForeach(templating: Templating, over: Value, path: ValuePath): readonly GroupMember[] {
  const whole = typeof over === 'string' ? wholeReference(over) : undefined;
  const variable = fillInVariable(templating, over, path);
  if (variable.kind === 'leaf') {
    return failGroup(
      templating,
      path,
      `foreach needs a list or a mapping, not ${typeof over === 'string' ? `'${over}'` : 'a single value'}`,
    );
  }
  if (variable.kind === 'dict') {
    const named = [...variable.entries].map(([key, item]) => ({
      key,
      variables: new Map([
        ['item', item],
        ['key', textVariable(key)],
      ]),
    }));
    return checked(templating, path, named);
  }
  const items = itemsOf(variable, whole === undefined ? over : undefined);
  const byPosition = items.some((item) => item.variable.kind !== 'leaf');
  const members = items.map(({ variable: item, isReference }, index): [string, GroupMember] => {
    const key = byPosition ? String(index) : nameOf({ variable: item, isReference });
    return [key, { key, variables: new Map([['item', item]]) }];
  });
  return checked(templating, path, [...new Map(members).values()]);
}

/** The stages of a `matrix`: every combination, the last name changing fastest. */
export function expandMatrix(templating: Templating, matrix: ValueMap, path: ValuePath): readonly GroupMember[] {
  const axes = [...matrix].map(([name, over]) => axisOf(templating, name, over, [...path, name]));
  const count = axes.reduce((product, axis) => product * axis.items.length, 1);
  if (count > mostMembers) {
    failGroup(templating, path, `${count} combinations, and a matrix may have at most ${mostMembers}`);
  }
  let combinations: readonly (readonly number[])[] = [[]];
  for (const axis of axes) {
    combinations = combinations.flatMap((chosen) => axis.items.map((_item, index) => [...chosen, index]));
  }
  const members = combinations.map((chosen): [string, GroupMember] => {
    const picked = axes.map((axis, at) => ({ name: axis.name, index: chosen[at] ?? 0, item: axis.items[chosen[at] ?? 0] }));
    const key = picked.map(({ name, index, item }) => (item === undefined ? '' : fragmentOf(name, index, item))).join('-');
    const entries = picked.flatMap(({ name, item }): [string, Variable][] => (item === undefined ? [] : [[name, item.variable]]));
    const item: Variable = { kind: 'dict', entries: new Map(entries), origin: localOrigin };
    return [
      key,
      {
        key,
        variables: new Map([
          ['key', textVariable(key)],
          ['item', item],
        ]),
      },
    ];
  });
  return checked(templating, path, [...new Map(members).values()]);
}

interface Axis {
  readonly name: string;
  readonly items: readonly Item[];
}

/** The values of one name; of a mapping its keys, as in DVC. */
function axisOf(templating: Templating, name: string, over: Value, path: ValuePath): Axis {
  const filledName = fillInVariable(templating, name, path);
  const variable = fillInVariable(templating, over, path);
  if (variable.kind === 'leaf') {
    return failGroup(templating, path, `'${name}' in a matrix needs a list, not a single value`);
  }
  const items =
    variable.kind === 'dict'
      ? [...variable.entries.keys()].map((key) => ({ variable: textVariable(key), isReference: false }))
      : itemsOf(variable, typeof over === 'string' ? undefined : over);
  return { name: formatPython(toValue(filledName)), items };
}

/** The items of a list; `written` is the list as dvc.yaml has it, unless all of it came out of a variable. */
function itemsOf(list: Variable & { readonly kind: 'list' }, written: Value | undefined): readonly Item[] {
  return list.items.map((variable, index) => {
    const literal = isList(written) ? written[index] : undefined;
    return { variable, isReference: !isList(written) || (typeof literal === 'string' && wholeReference(literal) !== undefined) };
  });
}

function fragmentOf(name: string, index: number, item: Item): string {
  return item.variable.kind === 'leaf' ? nameOf(item) : `${name}${index}`;
}

function nameOf({ variable, isReference }: Item): string {
  const value = toValue(variable);
  return isReference ? strPython(value) : formatPython(value);
}

function textVariable(text: string): Variable {
  return toVariable(text, localOrigin);
}

function checked(templating: Templating, path: ValuePath, members: readonly GroupMember[]): readonly GroupMember[] {
  if (members.some(({ key }) => key === '')) {
    failGroup(templating, path, "an empty text can't name a stage");
  }
  return members.length > mostMembers
    ? failGroup(templating, path, `${members.length} stages, and a group may have at most ${mostMembers}`)
    : members;
}

function failGroup(templating: Templating, path: ValuePath, message: string): never {
  throw new SightlineError('invalid-pipeline', message, { place: templating.place(path) });
}

/** Whether a definition makes a group of stages. */
export function isGroup(definition: Value): boolean {
  return isMap(definition) && (definition.has('foreach') || definition.has('matrix'));
}
