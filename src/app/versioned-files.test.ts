import { expect, it } from 'vitest';
import type { HashInfo } from '../core/data/hash-info.ts';
import { parseDvcConfig } from '../core/data/dvc-config.ts';
import { readRemoteSettings } from '../core/data/remote-settings.ts';
import { keepsVersions, versionedFiles } from './versioned-files.ts';

const remoteOf = (lines: string) => ({
  name: 'r',
  settings: readRemoteSettings(parseDvcConfig(`['remote "r"']\n${lines}`, '.dvc/config'), 'r'),
});

it('a remote keeps versions when it is told to, and a folder never', () => {
  expect(keepsVersions(remoteOf('url = s3://b/p\n'))).toBe(false);
  expect(keepsVersions(remoteOf('url = s3://b/p\nversion_aware = true\n'))).toBe(true);
  expect(keepsVersions(remoteOf('url = s3://b/p\nworktree = true\n'))).toBe(true);
  expect(() => keepsVersions(remoteOf('url = s3://b/p\nworktree = true\nversion_aware = false\n'))).toThrow('need version_aware');
  expect(() => keepsVersions(remoteOf('url = ../store\nversion_aware = true\n'))).toThrow('keeps no versions');
});

const md5 = '0cc175b9c0f1b6a831c399e269772661';
const cloud = { remote: 'r', etag: 'e', versionId: 'v' };
const folder: HashInfo = {
  md5: `${md5}.dir`,
  hash: 'md5',
  files: [
    { relpath: 'a', md5, cloud },
    { relpath: 'b/c', md5, cloud: { ...cloud, remote: 'other' } },
    { relpath: 'b/d', md5, cloud: { versionId: 'flat' } },
    { relpath: 'b/e', md5, cloud: { remote: 'r', etag: 'e' } },
  ],
};
const objects = { entries: async (info: HashInfo) => info.files };

it('files lie under their own paths, with the version that is recorded of this remote or of none by name', async () => {
  const files = (await versionedFiles(objects, 'r', { path: 'dir', info: folder, within: undefined })) ?? [];
  expect(files.map(({ path, recorded }) => [path, recorded?.versionId])).toEqual([
    ['dir/a', 'v'],
    ['dir/b/c', undefined],
    ['dir/b/d', 'flat'],
    ['dir/b/e', undefined],
  ]);
  const inside = await versionedFiles(objects, 'r', { path: 'dir', info: folder, within: 'dir/b' });
  expect(inside?.map(({ path }) => path)).toEqual(['dir/b/c', 'dir/b/d', 'dir/b/e']);
});

it('a single file is one, and nothing is known of a folder whose list is nowhere', async () => {
  const one = await versionedFiles(objects, 'r', { path: 'x', info: { md5, hash: 'md5', cloud }, within: undefined });
  expect(one).toEqual([{ path: 'x', md5, hash: 'md5', recorded: cloud }]);
  expect(await versionedFiles(objects, 'r', { path: 'd', info: { md5: `${md5}.dir`, hash: 'md5' }, within: undefined })).toBeUndefined();
});
