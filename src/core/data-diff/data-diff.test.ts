import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compareCodePoints } from '../value/code-point-order.ts';
import { compareSides } from './data-status.ts';
import { diffData, diffStates, diffValue, isEmptyDiff } from './data-diff.ts';
import { diffText } from './diff-text.ts';
import type { TrackedData } from './tracked-data.ts';

const id = (letter: string): string => letter.repeat(32);

/** A folder whose files are named with the letter of their content. */
function folder(path: string, files: Readonly<Record<string, string>>): TrackedData {
  const object = { md5: `${id(Object.values(files).join('').slice(0, 1) || '0')}.dir`, hash: 'md5' as const };
  const entries = Object.entries(files).map(([relpath, letter]) => ({ relpath, md5: id(letter) }));
  return { path, object, isFolder: true, files: entries };
}

function file(path: string, letter: string | undefined): TrackedData {
  return { path, object: letter === undefined ? undefined : { md5: id(letter), hash: 'md5' }, isFolder: false, files: [] };
}

const paths = (old: readonly TrackedData[], now: readonly TrackedData[]): unknown => {
  const diff = diffData(old, now);
  return Object.fromEntries(
    diffStates.filter((state) => diff[state].length > 0).map((state) => [state, diff[state].map(({ path }) => path)]),
  );
};

describe('diffData', () => {
  it('tells files that became others, came, went and moved, by code point', () => {
    const old = folder('d', { a: '1', 'b/x': '2', '😀': '3', '｡': '4', z: '5' });
    const now = folder('d', { a: '9', 'c/x': '2', '😀': '6', '｡': '7', new: '8' });
    expect(paths([old], [now])).toEqual({
      added: ['d/new'],
      deleted: ['d/z'],
      renamed: [{ old: 'd/b/x', new: 'd/c/x' }],
      modified: ['d/', 'd/a', 'd/｡', 'd/😀'],
    });
  });

  it('tells a path once when a folder became several outputs', () => {
    const now = [folder('d/a', { x: '2' }), folder('d/b', { y: '3' })];
    expect(paths([folder('d', { 'a/x': '1', 'b/y': '3' })], now)).toEqual({ modified: ['d/a/x'] });
  });

  it('tells nothing of what a missing list would name', () => {
    const lost = { ...folder('d', {}), files: 'unknown' as const };
    expect(paths([lost], [folder('d', { x: '1' })])).toEqual({ modified: ['d/'] });
  });

  it('joins the first that went with the first that came, part by part of their paths', () => {
    const old = [file('a-b', '1'), file('a/b', '1'), file('z', '1')];
    expect(paths(old, [file('m', '1'), file('n', '1')])).toEqual({
      renamed: [
        { old: 'a-b', new: 'n' },
        { old: 'a/b', new: 'm' },
      ],
      deleted: ['z'],
    });
  });

  it('spells hashes in JSON as asked, null for what was never saved', () => {
    const diff = diffData([file('f', undefined)], [file('f', '1')]);
    const value = diffValue(diff, { showHash: true, hideMissing: true });
    expect(value.get('modified')).toEqual([
      new Map<string, unknown>([
        ['path', 'f'],
        [
          'hash',
          new Map<string, unknown>([
            ['old', null],
            ['new', id('1')],
          ]),
        ],
      ]),
    ]);
    expect(diffText(diff, { showHash: true, hideMissing: true })).toContain('    -..11111111  f\n');
  });

  it('lets no name move the cursor', () => {
    const diff = diffData([], [file('a\u001B[2Jb\nc', '1')]);
    expect(diffText(diff, { showHash: false, hideMissing: true })).toBe('Added:\n    a\ufffd[2Jb\ufffdc\n\nfiles summary: 1 added\n');
  });

  it('agrees with a comparison of maps, whatever the order of the lists', () => {
    const names = fc.dictionary(fc.stringMatching(/^[ab-]{1,3}(?:\/[ab.]{1,2}x)?$/), fc.constantFrom('1', '2', '3'), { maxKeys: 12 });
    fc.assert(
      fc.property(names, names, (a, b) => {
        const files = (all: Readonly<Record<string, string>>): Map<string, string> =>
          new Map(Object.entries(all).filter(([name]) => !Object.keys(all).some((other) => other.startsWith(`${name}/`))));
        const [old, now] = [files(a), files(b)];
        const isFolder = (all: Map<string, string>, name: string): boolean => [...all.keys()].some((other) => other.startsWith(`${name}/`));
        const found = diffData([folder('d', Object.fromEntries(old))], [folder('d', Object.fromEntries(now))]);
        const modified = [...old].filter(([name, letter]) => now.has(name) && now.get(name) !== letter).map(([name]) => `d/${name}`);
        expect(found.modified.map(({ path }) => path).filter((path) => path !== 'd/')).toEqual(modified.toSorted(compareCodePoints));
        const gone = [...old.keys()].filter((name) => !now.has(name) && !isFolder(now, name));
        expect(found.deleted.length + found.renamed.length).toBe(gone.length);
      }),
    );
  });

  it('finds two equal sides equal', () => {
    const side = [folder('d', { a: '1' }), file('f', '2')];
    expect(isEmptyDiff(diffData(side, side))).toBe(true);
  });
});

describe('compareSides', () => {
  const all = { granular: true, isWanted: () => true, withSame: true };

  it('tells folders on the way to files whose list one side lacks', () => {
    const lost = { ...folder('d', {}), files: 'unknown' as const };
    const { changes } = compareSides([lost], [folder('d', { 'a/b/c': '1' })], all);
    expect(Object.fromEntries(changes)).toEqual({ modified: ['d/'], unknown: ['d/a/', 'd/a/b/', 'd/a/b/c'] });
  });

  it('groups what is left of the deleted by content, the last of each first', () => {
    const old = folder('d', { a: '1', b: '2', c: '1', e: '1' });
    const { changes } = compareSides([old], [folder('d', { k: '1' })], all);
    expect(changes.get('deleted')).toEqual(['d/e', 'd/c', 'd/b']);
  });

  it('looks at outputs only unless it is granular', () => {
    const { changes, unchanged } = compareSides([folder('d', { a: '1' }), file('f', '2')], [folder('d', { a: '3' }), file('f', '2')], {
      ...all,
      granular: false,
    });
    expect(Object.fromEntries(changes)).toEqual({ modified: ['d/'] });
    expect(unchanged).toEqual(['f']);
  });
});
