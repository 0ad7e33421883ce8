import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Value } from '../value/value.ts';
import { readYaml } from '../value/read-yaml.ts';
import { defaultFlagStyle, formatFlags, type FlagStyle } from './command-flags.ts';
import { fillIn, findReference, type Allowed } from './interpolation.ts';
import { localOrigin, selectVariable, toValue, toVariable, type DictVariable } from './variable.ts';

function scopeOf(value: Value): DictVariable {
  const variable = toVariable(value, localOrigin);
  if (variable.kind !== 'dict') {
    throw new Error('a scope is a mapping');
  }
  return variable;
}

const scope = scopeOf(
  readYaml('{lr: 1e-5, n: 3, yes: true, no: false, none: null, s: a b, layers: [1, [2, x]], deep: {a: {b: 1.0}}, 1: dropped}', 'p.yaml'),
);

function fill(text: Value, allowed: Allowed = 'single'): Value {
  return fillIn({ scope, flags: defaultFlagStyle, place: () => ({ file: 'dvc.yaml' }) }, text, [], allowed);
}

it.each([
  ['x ${lr} ${n} ${yes} ${no} ${none}', 'x 1e-05 3 true false None'],
  ['${deep.a.b}-${layers[1][1]}-${layers.0}-${layers[-1][0]}', '1.0-x-1-2'],
  ['${ n }${s}', '3a b'],
  ['\\${n} $n $${n} \\\\${n}', '${n} $n $3 \\${n}'],
  ['no reference', 'no reference'],
])('fills in %s', (text, filled) => {
  expect(fill(text)).toBe(filled);
});

it('keeps the type of what a whole text names', () => {
  expect(fill(['${n}', '${lr}', '${none}', '${yes}'])).toEqual([3n, 1e-5, null, true]);
  expect(fill(new Map([['${s}', '${n}']]))).toEqual(new Map([['a b', 3n]]));
});

it.each([
  ['${nope}', 'is not defined'],
  ['${layers[5]}', 'is not defined'],
  ['${n.x}', 'is not defined'],
  ['${1}', 'is not defined'],
  ['${}', 'is no name'],
  ['${a..b}', 'is no name'],
  ['${a[0}', 'is no name'],
  ['x ${layers}', 'is a list'],
  ['${deep}', 'is a mapping'],
])('refuses %s', (text, reason) => {
  expect(() => fill(text)).toThrow(reason);
});

it('suggests the nearest name', () => {
  expect(() => fill('${deep.aa}')).toThrow(expect.objectContaining({ hint: "Did you mean '${deep.a}'?" }));
});

it('finds any part of any value by its path', () => {
  const name = fc.stringMatching(/^[a-z_][\w-]{0,6}$/);
  const tree = fc.letrec<{ value: Value }>((tie) => ({
    value: fc.oneof(
      { maxDepth: 4 },
      fc.integer().map(BigInt),
      fc.string(),
      fc.constant(null),
      fc.array(tie('value'), { minLength: 1, maxLength: 3 }),
      fc.array(fc.tuple(name, tie('value')), { minLength: 1, maxLength: 3 }).map((entries) => new Map(entries)),
    ),
  })).value;
  fc.assert(
    fc.property(fc.dictionary(name, tree, { minKeys: 1 }), (entries) => {
      const root: Value = new Map(Object.entries(entries));
      const variables = scopeOf(root);
      for (const [path, value] of everyPart(root, '')) {
        const found = selectVariable(variables, path);
        expect(found === undefined ? undefined : toValue(found)).toEqual(value);
      }
    }),
  );
});

function* everyPart(value: Value, path: string): Generator<[string, Value]> {
  if (path !== '') {
    yield [path, value];
  }
  if (value instanceof Map) {
    for (const [key, item] of value) {
      yield* everyPart(item as Value, path === '' ? String(key) : `${path}.${key}`);
    }
  } else if (Array.isArray(value)) {
    for (const [index, item] of value.entries()) {
      yield* everyPart(item as Value, `${path}[${index}]`);
    }
  }
}

it('finds a reference in keys and values, and none where all are escaped', () => {
  expect(findReference(['a', new Map([['k', '${x}']])])).toEqual([1, 'k']);
  expect(findReference(new Map([['${x}', 1n]]))).toEqual(['${x}']);
  expect(findReference(['\\${x}'])).toBeUndefined();
});

it.each<[Partial<FlagStyle>, string]>([
  [{}, "--lr 1e-05 --name 'a b' --yes --none None --list 1 'x y' True --nested.k 2"],
  [
    { bool: 'boolean_optional', list: 'append' },
    "--lr 1e-05 --name 'a b' --yes --no-no --none None --list 1 --list 'x y' --list True --nested.k 2",
  ],
])('writes a mapping as flags with %o', (style, flags) => {
  const map = readYaml(
    '{lr: 1e-5, name: a b, yes: true, no: false, none: null, list: [1, x y, true], nested: {k: 2}, empty: {}, el: []}',
    'p.yaml',
  );
  expect(map instanceof Map && formatFlags(map, { ...defaultFlagStyle, ...style })).toBe(flags);
});

it('quotes quotes for the shell', () => {
  expect(formatFlags(new Map([['s', "it's"]]), defaultFlagStyle)).toBe(`--s 'it'"'"'s'`);
  expect(formatFlags(new Map([['s', '']]), defaultFlagStyle)).toBe("--s ''");
});
