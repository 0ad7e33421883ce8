import { expect, it } from 'vitest';
import type { HashInfo, ListedFile } from './hash-info.ts';
import { keepVersion, keepVersions } from './keep-versions.ts';

const cloud = { remote: 'up', etag: 'e', versionId: 'v' };
const file: HashInfo = { md5: '5bbf5a52328e7439ae6e719dfe712200', hash: 'md5', size: 4 };
const changed: HashInfo = { md5: 'c193497a1a06b2c72230e6146ff47080', hash: 'md5', size: 4 };

it('keeps the version of an unchanged file only', () => {
  expect(keepVersion({ ...file, cloud }, file)).toEqual({ ...file, cloud });
  expect(keepVersion({ ...file, cloud }, changed)).toEqual(changed);
  expect(keepVersion({ ...file, cloud: { remote: 'up', etag: 'e' } }, file)).toEqual(file);
  expect(keepVersion(undefined, file)).toEqual(file);
});

const listed = (relpath: string, md5: string, more: Partial<ListedFile> = {}): ListedFile => ({ relpath, md5, size: 1, ...more });
const [a, b, c] = ['0cc175b9c0f1b6a831c399e269772661', '92eb5ffee6ae2fec3ad71c777531578f', '4a8a08f09d37b73795649038408b5f33'];
const folder: HashInfo = { md5: `${a}.dir`, hash: 'md5', size: 2, nfiles: 2 };
const content = (...files: ListedFile[]) => ({ info: { ...folder, md5: `${c}.dir` }, listFiles: () => files });

it('keeps the versions of the unchanged files of a listed folder', () => {
  const before = { ...folder, files: [listed('a', a, { cloud }), listed('b', b, { cloud })] };
  expect(keepVersions(before, content(listed('a', a), listed('b', c), listed('new', b))).files).toEqual([
    listed('a', a, { cloud }),
    listed('b', c),
    listed('new', b),
  ]);
});

it('lists no folder that was not listed before, and none that is empty or a file now', () => {
  expect(keepVersions(folder, content(listed('a', a))).files).toBeUndefined();
  const before = { ...folder, files: [listed('a', a, { cloud })] };
  expect(keepVersions(before, content()).files).toBeUndefined();
  expect(keepVersions(before, { info: file })).toEqual(file);
});
