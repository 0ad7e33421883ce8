import fc from 'fast-check';
import { expect, it } from 'vitest';
import { isWithin, joinFromRoot, normalize, overlaps, parentOf, relativeTo } from './root-path.ts';

it.each([
  ['.', 'a/./b//c/', 'a/b/c'],
  ['sub', '../x', 'x'],
  ['sub', '../../x', '../x'],
  ['sub', '/abs/../x', '/x'],
  ['.', './', '.'],
])('joins %j and %j', (folder, definition, path) => {
  expect(joinFromRoot(folder, definition)).toBe(path);
});

it('spells a path so that joining leads back to it', () => {
  const path = fc.array(fc.constantFrom('a', 'b', 'c'), { maxLength: 4 }).map((parts) => (parts.length === 0 ? '.' : parts.join('/')));
  fc.assert(
    fc.property(path, path, (folder, target) => {
      expect(joinFromRoot(folder, relativeTo(folder, target))).toBe(target);
    }),
  );
});

it('normalizes what is normal to itself', () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom('a', '..', '.', '', 'b')), (parts) => {
      const once = normalize(parts.join('/'));
      expect(normalize(once)).toBe(once);
    }),
  );
});

it('knows what lies within what', () => {
  expect(isWithin('data/a', 'data')).toBe(true);
  expect(isWithin('data2', 'data')).toBe(false);
  expect(isWithin('../x', '.')).toBe(false);
  expect(overlaps('a', 'a/b')).toBe(true);
  expect(parentOf('a')).toBe('.');
});
