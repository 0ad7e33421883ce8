import fc from 'fast-check';
import { expect, it } from 'vitest';
import { compareCodePoints } from '../value/code-point-order.ts';
import { differingEntries } from './dir-difference.ts';
import { type DirEntry, parseDirObject, writeDirObject } from './dir-object.ts';

const digests = ['b1946ac92492d2347c6235b4d2611184', '0'.repeat(32)] as const;
const pieces = ['a', 'b', 'z', ' ', '!', '~', '.', '/', 'dig', 'GIT', '\u007f', 'é', '\u200c', '\ud7ff', '｡', '😀', '🙂'];
const plainName = fc.array(fc.constantFrom(...pieces), { minLength: 1, maxLength: 4 }).map((parts) => parts.join(''));
const oddName = fc.array(fc.constantFrom(...pieces, '\\', '"', '\0', '.git', 'DVC', 'dvc~1', '\ud83d', '\n'), { maxLength: 4 });
const listOf = (name: fc.Arbitrary<string>): fc.Arbitrary<readonly DirEntry[]> =>
  fc.array(fc.record({ md5: fc.constantFrom(...digests), relpath: name }), { maxLength: 6 });
const bytesOf = (entries: readonly DirEntry[]): Buffer => Buffer.from(writeDirObject(entries));

it('finds what comparing the parsed lists does, wherever DVC could have written both', () => {
  const lists = listOf(plainName).filter((entries) => parseDirObject(bytesOf(entries)) !== undefined);
  fc.assert(
    fc.property(lists, lists, fc.boolean(), (old, now, isAlike) => {
      const other = isAlike ? [...old.slice(0, 3), ...now.filter(({ relpath }) => !old.some((entry) => entry.relpath === relpath))] : now;
      fc.pre(parseDirObject(bytesOf(other)) !== undefined);
      expect(differingEntries(bytesOf(old), bytesOf(other))).toEqual({ old: without(old, other), new: without(other, old) });
    }),
    { numRuns: 1000 },
  );
});

it('never takes a list that is refused when it is parsed, nor reads it otherwise', () => {
  const byte = fc.constantFrom(...Buffer.from('[]{}",: \\/.u0agG\n'), 0, 0x7f, 0x80, 0xc3, 0xa9, 0xef, 0xff);
  const edit = fc.record({ at: fc.nat(), removed: fc.nat({ max: 3 }), added: fc.array(byte, { maxLength: 3 }) });
  const names = oddName.map((parts) => parts.join(''));
  fc.assert(
    fc.property(listOf(names), fc.array(edit, { maxLength: 2 }), fc.boolean(), (entries, edits, isUnsorted) => {
      const content = [...(isUnsorted ? Buffer.from(JSON.stringify(entries).replaceAll(/(?<=[:,}])(?=["{])/g, ' ')) : bytesOf(entries))];
      edits.forEach(({ at, removed, added }) => content.splice(at % (content.length + 1), removed, ...added));
      const bytes = Buffer.from(content);
      for (const found of [differingEntries(bytes, bytesOf([])), differingEntries(bytesOf([]), bytes)]) {
        fc.pre(found !== undefined);
        expect([...found.old, ...found.new]).toEqual(parseDirObject(bytes));
      }
    }),
    { numRuns: 1000, maxSkipsPerRun: 1000 },
  );
});

it.each([
  [['a', 'a!', 'a/b'], false],
  [['a', 'a!', 'a!b', 'a/b'], false],
  [['é', 'é.x', 'é/b'], false],
  [['a', 'a!', 'a!b', 'ab', 'b/a'], true],
  [['a!', 'a!b/c', 'a/b', 'ab'], true],
])('takes %j for a list as parsing does', (names, isList) => {
  const bytes = bytesOf(names.map((relpath) => ({ md5: digests[0], relpath })));
  expect(parseDirObject(bytes) !== undefined).toBe(isList);
  expect(differingEntries(bytes, bytesOf([])) !== undefined).toBe(isList);
});

it.each(['[', '', '[]]', '[{}]'])('does not take %j for a list', (text) => {
  expect(differingEntries(Buffer.from(text), bytesOf([]))).toBeUndefined();
  expect(differingEntries(bytesOf([]), Buffer.from(text))).toBeUndefined();
});

function without(entries: readonly DirEntry[], others: readonly DirEntry[]): readonly DirEntry[] {
  const same = new Set(others.map(({ md5, relpath }) => `${md5}${relpath}`));
  return entries.filter(({ md5, relpath }) => !same.has(`${md5}${relpath}`)).toSorted((a, b) => compareCodePoints(a.relpath, b.relpath));
}
