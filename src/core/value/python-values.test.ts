import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fromPlain, toPlain } from './plain-object.ts';
import { pythonEquals } from './python-equality.ts';
import { writePythonJson } from './python-json.ts';
import { formatPython, reprPython } from './python-text.ts';
import { readJson } from './read-json.ts';
import { readYaml } from './read-yaml.ts';
import { reprFloat } from './repr-float.ts';
import { roundPython } from './round-python.ts';

describe('reprFloat', () => {
  test.for([
    [1, '1.0'],
    [-0, '-0.0'],
    [1e-5, '1e-05'],
    [0.0001, '0.0001'],
    [1e16, '1e+16'],
    [1e15, '1000000000000000.0'],
    [10_000_000_000, '10000000000.0'],
    [1.25e-7, '1.25e-07'],
    [5e-324, '5e-324'],
    [1.7976931348623157e308, '1.7976931348623157e+308'],
    [Number.NaN, 'nan'],
    [-Infinity, '-inf'],
  ] as const)('%d is %s', ([value, text]) => {
    expect(reprFloat(value)).toBe(text);
  });

  test('reads back as the same number', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) => {
        expect(Number(reprFloat(value))).toBe(value);
      }),
    );
  });
});

describe('text of Python', () => {
  test('templating prints booleans in lower case and None', () => {
    expect([null, true, false, 1n, 1, 'x'].map(formatPython)).toEqual(['None', 'true', 'false', '1', '1.0', 'x']);
  });

  test('repr quotes and escapes', () => {
    const value = readYaml('["it\'s", "\\"q\\"", "\\t\\u00a0\\U0001F600\\x7f", {a: [1, 2.0, null, true]}]', 'f');
    expect(reprPython(value)).toBe(String.raw`["it's", '"q"', '\t\xa0😀\x7f', {'a': [1, 2.0, None, True]}]`);
  });

  test('JSON is that of json.dumps', () => {
    const value = readYaml('{b: [1, 1.0, .inf, .nan], a: "é😀\\u007f\\n", \uff61: 1, 😀: 2}', 'f');
    expect(writePythonJson(value)).toBe(
      String.raw`{"b": [1, 1.0, Infinity, NaN], "a": "\u00e9\ud83d\ude00\u007f\n", "\uff61": 1, "\ud83d\ude00": 2}`,
    );
    expect(writePythonJson(value, { sortKeys: true })).toMatch(/^\{"a": .*"b": .*"\\uff61": 1, "\\ud83d\\ude00": 2\}$/);
  });

  test('sorts keys that are numbers by size', () => {
    const value = readYaml('{10: a, 2: b, 0: c}', 'f');
    expect(writePythonJson(value, { sortKeys: true })).toBe('{"0": "c", "2": "b", "10": "a"}');
  });

  test('JSON written is read again', () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(fc.string(), fc.double(), fc.bigInt(), fc.boolean(), fc.constant(null))), (value) => {
        expect(readJson(writePythonJson(value), 'f')).toEqual(value);
      }),
    );
  });
});

describe('equality and rounding of Python', () => {
  test('1, 1.0 and True are equal, NaN equals nothing', () => {
    expect(pythonEquals(1n, 1)).toBe(true);
    expect(pythonEquals(true, 1n)).toBe(true);
    expect(pythonEquals(NaN, NaN)).toBe(false);
    expect(pythonEquals([new Map([['a', 1n]])], [new Map([['a', 1]])])).toBe(true);
    expect(pythonEquals(2n ** 53n + 1n, 2 ** 53)).toBe(false);
    expect(pythonEquals('1', 1n)).toBe(false);
    expect(pythonEquals(readYaml('{0: a}', 'f'), readYaml("{'0': a}", 'f'))).toBe(false);
    expect(pythonEquals(readYaml('{a: 1, b: 2}', 'f'), readYaml('{b: 2, a: 1}', 'f'))).toBe(true);
  });

  test.for([
    [0.125, 2, 0.12],
    [0.375, 2, 0.38],
    [2.675, 2, 2.67],
    [0.5, 0, 0],
    [1.5, 0, 2],
    [2.5, 0, 2],
    [-0.125, 2, -0.12],
    [1e25, 3, 1e25],
    [0.123456789, 5, 0.12346],
  ] as const)('round(%d, %d) is %d', ([value, digits, rounded]) => {
    expect(roundPython(value, digits)).toBe(rounded);
  });
});

test('plain objects keep integers that a number cannot hold, and a key named __proto__', () => {
  const value = readYaml('{a: 1, b: 123456789012345678901, __proto__: {c: 1.5}}', 'f');
  const plain = toPlain(value);
  expect(plain).toMatchObject({ a: 1, b: 123456789012345678901n });
  expect(Object.keys(plain as object)).toEqual(['a', 'b', '__proto__']);
  expect(fromPlain(plain)).toEqual(value);
});
