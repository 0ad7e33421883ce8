import { expect, it } from 'vitest';
import { parseConfigText, writeConfigText } from './config-text.ts';

const valueOf = (raw: string): unknown => parseConfigText(`[a]\n    key = ${raw}\n`, 'config').get('a')?.get('key')?.value;

it.each([
  ['plain', 'plain'],
  ['"quoted # text"', 'quoted # text'],
  ['\'one "two"\'', 'one "two"'],
  ['cut # here', 'cut'],
  ['a, b', ['a', 'b']],
  ['a,', ['a']],
  [',', []],
  ['', ''],
  [`"""it's "both" """ # c`, `it's "both" `],
  ["'''one\ntwo'''", 'one\ntwo'],
])('reads %j as DVC does', (raw, expected) => {
  expect(valueOf(raw)).toEqual(expected);
});

it.each(['"open', 'a,,b', '"a" b', '"""never', '%(home)s/x'])('refuses %j with its line', (raw) => {
  expect(() => valueOf(raw)).toThrow(expect.objectContaining({ code: 'invalid-config', place: { file: 'config', line: 2 } }));
});

it('bounds a line', () => {
  expect(() => valueOf('x'.repeat(10_001))).toThrow(/at most/);
});

it.each(['[a]\n[a]\n', '[a]\nx = 1\nX = 2\n', 'x = 1\n', '[[nested]]\n', '; note\n'])('refuses %j', (text) => {
  expect(() => parseConfigText(text, 'config')).toThrow(expect.objectContaining({ code: 'invalid-config' }));
});

it.each(['', ' lead', 'a#b', 'a,b', 'it\'s "both"', 'one\ntwo', "'''\"x", 'ü', '"'])('writes %j so that it reads back', (value) => {
  const text = writeConfigText(new Map([['remote "x"', new Map([['key', { value }]])]]));
  expect(text.startsWith(`['remote "x"']\n    key = `)).toBe(true);
  expect(parseConfigText(text, 'config').get('remote "x"')?.get('key')?.value).toBe(value);
});

it('refuses what no quotes can hold', () => {
  const value = `"""'''`;
  expect(() => writeConfigText(new Map([['a', new Map([['key', { value }]])]]))).toThrow(/can't be quoted/);
});
