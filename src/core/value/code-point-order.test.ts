import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { compareCodePoints } from './code-point-order.ts';

const points = (string: string): number[] => [...string].map((character) => character.codePointAt(0) ?? 0);

it('orders strings by their code points', () => {
  const unit = fc.constantFrom('a', 'b', '\uD7FF', '\uE000', '\uFF61', '\u{10000}', '\u{1F600}', '\u{10FFFF}');
  const text = fc.string({ unit, maxLength: 6 });
  fc.assert(
    fc.property(text, text, (a, b) => {
      const [left, right] = [points(a), points(b)];
      const differs = left.findIndex((point, index) => point !== right[index]);
      const expected = differs === -1 ? left.length - right.length : (left[differs] ?? 0) - (right[differs] ?? -1);
      expect(Math.sign(compareCodePoints(a, b))).toBe(Math.sign(expected));
    }),
  );
});

it('puts characters beyond U+FFFF, and halves of them, last', () => {
  expect(['\u{1F600}', '\uFF61', '\uD83D', 'b', 'a', ''].toSorted(compareCodePoints)).toEqual([
    '',
    'a',
    'b',
    '\uFF61',
    '\uD83D',
    '\u{1F600}',
  ]);
});
