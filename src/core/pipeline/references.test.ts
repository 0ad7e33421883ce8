import fc from 'fast-check';
import { expect, it } from 'vitest';
import { findReferences, hasReference, wholeReference } from './references.ts';

/** DVC's pattern: Python's dot stops at a newline only. */
const pattern = /(?<!\\)\$\{(?<inner>[^\n]*?)\}/g;

it('finds what the pattern of DVC finds', () => {
  const text = fc.string({ unit: fc.constantFrom('$', '{', '}', '\\', '\n', '\r', 'a', '${', '${a}', '\\${'), maxLength: 30 });
  fc.assert(
    fc.property(text, (sample) => {
      const expected = [...sample.matchAll(pattern)].map((match) => ({
        start: match.index,
        end: match.index + match[0].length,
        inner: match[1],
      }));
      expect([...findReferences(sample)]).toEqual(expected);
      expect(hasReference(sample)).toBe(expected.length > 0);
      const whole = expected.length === 1 && expected[0]?.end === sample.length && expected[0].start === 0 ? expected[0].inner : undefined;
      expect(wholeReference(sample)).toBe(whole);
    }),
  );
});

it('gets through megabytes of braces that never close', () => {
  expect(hasReference('${'.repeat(2_000_000))).toBe(false);
  expect([...findReferences(`${'${\n'.repeat(500_000)}\${a}`)]).toHaveLength(1);
});
