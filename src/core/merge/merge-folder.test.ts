import fc from 'fast-check';
import { expect, it } from 'vitest';
import { mergedSize, type SizedFolder } from './folder-size.ts';
import { type FolderFile, mergeFolder } from './merge-folder.ts';

type Files = ReadonlyMap<string, number>;

/** A file's content is a number here, which is its size as well. */
function folderOf(files: Files): SizedFolder {
  const listed = [...files].map(([relpath, content]): FolderFile => ({ relpath, md5: String(content) }));
  return { files: listed, size: [...files.values()].reduce((sum, size) => sum + size, 0) };
}

const names = fc.constantFrom(...Array.from({ length: 40 }, (_, at) => `${'abcd'[at % 4]}/${at}`));
const edit = fc.record({ ours: fc.boolean(), content: fc.option(fc.nat(99), { nil: undefined }) });

function apply(files: Files, edits: Iterable<readonly [string, number | undefined]>): Files {
  const edited = new Map(files);
  for (const [name, content] of edits) {
    if (content === undefined) {
      edited.delete(name);
    } else {
      edited.set(name, content);
    }
  }
  return edited;
}

it('a merge of edits of different files is what both sets of edits make, in size too', () => {
  fc.assert(
    fc.property(fc.dictionary(names, fc.nat(99)), fc.dictionary(names, edit), fc.boolean(), (start, edits, isSizeKnown) => {
      const base = new Map(Object.entries(start));
      const of = (ours: boolean): (readonly [string, number | undefined])[] =>
        Object.entries(edits).flatMap(([name, change]) => (change.ours === ours ? [[name, change.content] as const] : []));
      const versions = { base: folderOf(base), ours: folderOf(apply(base, of(true))), theirs: folderOf(apply(base, of(false))) };
      const merged = mergeFolder({ base: versions.base.files, ours: versions.ours.files, theirs: versions.theirs.files });
      const both = folderOf(apply(apply(base, of(true)), of(false)));
      expect(merged.conflicts).toEqual([]);
      expect(new Set(merged.ours.map(({ relpath, md5 }) => `${relpath}:${md5}`))).toEqual(
        new Set(both.files.map(({ relpath, md5 }) => `${relpath}:${md5}`)),
      );
      expect(mergedSize(merged.ours, versions, (md5) => (isSizeKnown ? Number(md5) : undefined))).toBe(both.size);
    }),
  );
});

const file = (relpath: string, md5: string): FolderFile => ({ relpath, md5 });

it('the same edit on both branches is one edit, whose size is told only by the file itself', () => {
  const base = { files: [file('a', '1')], size: 1 };
  const both = { files: [file('a', '1'), file('b', '5')], size: 6 };
  const theirs = { files: [...both.files, file('c', '7')], size: 13 };
  const merged = mergeFolder({ base: base.files, ours: both.files, theirs: theirs.files });
  expect(merged).toMatchObject({ conflicts: [], ours: theirs.files });
  expect(mergedSize(merged.ours, { base, ours: both, theirs }, Number)).toBe(13);
  expect(mergedSize(merged.ours, { base, ours: both, theirs }, () => undefined)).toBe(undefined);
});

it('a conflict leaves each branch its own file and both branches all other changes', () => {
  const merged = mergeFolder({
    base: [file('gone', '1'), file('x', '1')],
    ours: [file('x', '2'), file('ours', '3')],
    theirs: [file('gone', '4'), file('x', '5'), file('theirs', '6')],
  });
  expect(merged.conflicts).toEqual([
    { relpath: 'gone', what: 'removed and changed' },
    { relpath: 'x', what: 'changed' },
  ]);
  const text = (files: readonly FolderFile[]): string =>
    files
      .map(({ relpath, md5 }) => `${relpath}${md5}`)
      .toSorted()
      .join(' ');
  expect(text(merged.ours)).toBe('ours3 theirs6 x2');
  expect(text(merged.theirs)).toBe('gone4 ours3 theirs6 x5');
});
