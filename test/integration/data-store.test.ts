import { hash } from 'node:crypto';
import {
  chmodSync,
  existsSync,
  linkSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  renameSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
  rmSync,
} from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { openLocalStore } from '../../src/adapters/local-store/local-store.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

/** A repository with a folder of three files, one of them in a folder of its own. */
function repository(config = ''): { root: string; open: () => ReturnType<typeof openLocalStore>; indexFolder: string } & Disposable {
  const folder = temporaryFolder();
  const root = join(folder.path, 'repository');
  mkdirSync(join(root, '.dvc'), { recursive: true });
  writeFileSync(join(root, '.dvc', 'config'), config);
  mkdirSync(join(root, 'data', 'sub'), { recursive: true });
  writeFileSync(join(root, 'data', 'a.txt'), 'a');
  writeFileSync(join(root, 'data', 'b.txt'), 'b');
  writeFileSync(join(root, 'data', 'sub', 'c.txt'), 'c');
  const cache = join(folder.path, 'cache');
  return {
    root,
    indexFolder: join(cache, 'index'),
    open: () => openLocalStore(root, { SIGHTLINE_CACHE_DIR: cache, XDG_CONFIG_HOME: join(folder.path, 'none') }),
    [Symbol.dispose]: () => folder[Symbol.dispose](),
  };
}

it('saves a folder into the layout of DVC, read-only, and restores it', async () => {
  using at = repository();
  using store = at.open();
  const { info } = await store.data.save('data');
  expect(info).toMatchObject({ nfiles: 3, size: 3, hash: 'md5' });
  const object = join(at.root, '.dvc/cache/files/md5/0c/c175b9c0f1b6a831c399e269772661');
  expect(statSync(object).mode & 0o777).toBe(0o444);
  writeFileSync(join(at.root, 'data', 'a.txt'), 'other');
  await store.data.save('data');
  expect(await store.data.checkout('data', info)).toMatchObject({ change: 'modified', modified: 1, added: 0, deleted: 0 });
  expect(readFileSync(join(at.root, 'data', 'a.txt'), 'utf8')).toBe('a');
  expect(readdirSync(join(at.root, '.dvc/tmp/sightline/staging'))).toEqual([]);
});

it('knows a folder by the state of its files, and its list when that is asked for', async () => {
  using at = repository();
  const describe = async (): Promise<[string | undefined, number | undefined, readonly string[] | undefined]> => {
    using store = at.open();
    const content = await store.data.describe('data');
    return [content?.info.md5, content?.info.size, content?.entries?.map(({ md5, relpath }) => `${relpath} ${md5}`)];
  };
  for (const name of ['a.txt', 'b.txt', 'sub/c.txt']) {
    utimesSync(join(at.root, 'data', name), 1_700_000_000.5, 1_700_000_000.5);
  }
  const first = await describe();
  expect(await describe()).toEqual(first); // by now everything is known, and the list is noted
  expect(await describe()).toEqual(first);
  renameSync(join(at.root, 'data', 'a.txt'), join(at.root, 'data', 'd.txt'));
  const renamed = await describe();
  expect(renamed).toEqual([expect.not.stringMatching(first[0] ?? ''), 3, expect.arrayContaining([expect.stringMatching(/^d\.txt /)])]);
  expect(await describe()).toEqual(renamed);
  renameSync(join(at.root, 'data', 'd.txt'), join(at.root, 'data', 'a.txt'));
  expect(await describe()).toEqual(first);
  renameSync(join(at.root, 'data', 'sub'), join(at.root, 'data', 'below'));
  expect((await describe())[2]).toContainEqual(expect.stringMatching(/^below\/c\.txt /));
  rmSync(join(at.root, 'data', 'b.txt'));
  expect((await describe())[1]).toBe(2);
});

it('refuses to overwrite or remove what the cache does not have, unless forced', async () => {
  using at = repository();
  using store = at.open();
  const { info } = await store.data.save('data');
  writeFileSync(join(at.root, 'data', 'new.txt'), 'precious');
  store.data.forget();
  await expect(store.data.checkout('data', info)).rejects.toMatchObject({ code: 'unsaved-changes' });
  expect(readFileSync(join(at.root, 'data', 'new.txt'), 'utf8')).toBe('precious');
  expect(await store.data.checkout('data', info, { force: true })).toMatchObject({ deleted: 1 });
  expect(existsSync(join(at.root, 'data', 'new.txt'))).toBe(false);
});

it('touches nothing when an object is missing', async () => {
  using at = repository();
  using store = at.open();
  const { info } = await store.data.save('data');
  writeFileSync(join(at.root, 'data', 'a.txt'), 'b');
  chmodSync(join(at.root, '.dvc/cache/files/md5/0c/c175b9c0f1b6a831c399e269772661'), 0o644);
  writeFileSync(join(at.root, '.dvc/cache/files/md5/0c/c175b9c0f1b6a831c399e269772661'), 'rotten');
  await expect(store.data.checkout('data', info, { force: true })).rejects.toMatchObject({ code: 'missing-data' });
  expect(readFileSync(join(at.root, 'data', 'a.txt'), 'utf8')).toBe('b');
});

it('needs nothing of the cache for what is unchanged', async () => {
  using at = repository();
  using store = at.open();
  const { info } = await store.data.save('data', { asCopy: true });
  rmSync(join(at.root, '.dvc/cache'), { recursive: true });
  store.data.forget();
  expect(await store.data.checkout('data', info)).toMatchObject({ change: 'none' });
  rmSync(join(at.root, 'data', 'a.txt'));
  await expect(store.data.checkout('data', info)).rejects.toMatchObject({ code: 'missing-data' });
});

it('reads no file twice whose size, time and inode are the same', async () => {
  using at = repository();
  const file = join(at.root, 'data', 'b.txt');
  const longAgo = 1_000_000_000;
  const write = (content: string): void => {
    writeFileSync(file, content);
    utimesSync(file, longAgo, longAgo);
  };
  write('b');
  using store = at.open();
  const { info } = await store.data.save('data');
  write('B'); // the stamp is the same, so only a read could tell
  store.data.forget();
  expect((await store.data.describe('data'))?.info.md5).toBe(info.md5);
  utimesSync(file, longAgo, longAgo + 1);
  store.data.forget();
  expect((await store.data.describe('data'))?.info.md5).not.toBe(info.md5);
});

it('sees a change made right after hashing, though size and inode are the same', async () => {
  using at = repository();
  using store = at.open();
  const file = join(at.root, 'data', 'a.txt');
  for (let round = 0; round < 20; round += 1) {
    writeFileSync(file, 'x');
    store.data.forget();
    const first = await store.data.describe('data/a.txt');
    writeFileSync(file, 'y');
    store.data.forget();
    expect((await store.data.describe('data/a.txt'))?.info.md5).not.toBe(first?.info.md5);
  }
});

it.each(['garbage', ''])('makes a lost or corrupt index anew (%j)', async (content) => {
  using at = repository();
  {
    using store = at.open();
    await store.data.describe('data');
  }
  for (const name of readdirSync(at.indexFolder)) {
    writeFileSync(join(at.indexFolder, name), content);
  }
  using store = at.open();
  expect((await store.data.describe('data'))?.info.nfiles).toBe(3);
});

it('works without an index where none can be written', async () => {
  using at = repository();
  writeFileSync(join(at.root, '..', 'cache'), 'a file where the folder should be');
  using store = at.open();
  expect((await store.data.describe('data'))?.info.nfiles).toBe(3);
});

it('follows links to files, leaves out what .dvcignore names, and names a link that leads nowhere', async () => {
  using at = repository();
  using store = at.open();
  symlinkSync('a.txt', join(at.root, 'data', 'link.txt'));
  writeFileSync(join(at.root, '.dvcignore'), '*.tmp\n');
  writeFileSync(join(at.root, 'data', 'x.tmp'), 'x');
  expect((await store.data.describe('data'))?.entries?.map((entry) => entry.relpath).toSorted()).toEqual([
    'a.txt',
    'b.txt',
    'link.txt',
    'sub/c.txt',
  ]);
  symlinkSync('nowhere', join(at.root, 'data', 'broken.txt'));
  store.data.forget();
  await expect(store.data.describe('data')).rejects.toMatchObject({ code: 'unreadable-file' });
});

it('leaves out links to folders, as DVC does', async () => {
  using at = repository();
  using store = at.open();
  mkdirSync(join(at.root, 'd'));
  mkdirSync(join(at.root, 'other'));
  writeFileSync(join(at.root, 'd', 'f'), 'f\n');
  writeFileSync(join(at.root, 'other', 'o'), 'o\n');
  symlinkSync('f', join(at.root, 'd', 'fl'));
  symlinkSync('../other', join(at.root, 'd', 'l'));
  symlinkSync('.', join(at.root, 'd', 'self'));
  symlinkSync('/', join(at.root, 'd', 'root'));
  expect((await store.data.describe('d'))?.info).toEqual({ md5: 'bca4359d9b74809cd2ccaf96e06a94f0.dir', hash: 'md5', size: 4, nfiles: 2 });
  symlinkSync('d', join(at.root, 'linked'));
  expect((await store.data.describe('linked'))?.info.nfiles).toBe(2);
});

it.each(['.GIT', '.Dvc'])('refuses a folder named %j in data, which could not be restored everywhere', async (name) => {
  using at = repository();
  using store = at.open();
  mkdirSync(join(at.root, 'data', name));
  await expect(store.data.save('data')).rejects.toMatchObject({ code: 'forbidden-path' });
});

it('does not write through a link that a repository brings along', async () => {
  using at = repository();
  using store = at.open();
  const { info } = await store.data.save('data');
  const outside = join(at.root, '..', 'outside');
  mkdirSync(outside);
  await store.workspace.remove('data/sub');
  symlinkSync(outside, join(at.root, 'data', 'sub'));
  await expect(store.data.checkout('data', info, { force: true })).rejects.toMatchObject({ code: 'write-failed' });
  expect(readdirSync(outside)).toEqual([]);
});

it('links as the configuration says', async () => {
  using hard = repository('[cache]\n    type = hardlink\n');
  using hardStore = hard.open();
  await hardStore.data.save('data');
  const object = join(hard.root, '.dvc/cache/files/md5/0c/c175b9c0f1b6a831c399e269772661');
  expect(statSync(join(hard.root, 'data', 'a.txt')).ino).toBe(statSync(object).ino);
  await hardStore.data.unprotect('data');
  expect(statSync(join(hard.root, 'data', 'a.txt')).ino).not.toBe(statSync(object).ino);
  using soft = repository('[cache]\n    type = symlink\n    dir = ../elsewhere\n');
  using softStore = soft.open();
  await softStore.data.save('data');
  expect(lstatSync(join(soft.root, 'data', 'a.txt')).isSymbolicLink()).toBe(true);
  expect(existsSync(join(soft.root, 'elsewhere/files/md5/0c/c175b9c0f1b6a831c399e269772661'))).toBe(true);
});

it('hashes text of DVC 2 after its line ends', async () => {
  using at = repository();
  using store = at.open();
  writeFileSync(join(at.root, 'crlf.txt'), 'a\r\nb\r\n');
  writeFileSync(join(at.root, 'lf.txt'), 'a\nb\n');
  const old = await store.data.describe('crlf.txt', 'md5-dos2unix');
  expect(old?.info.md5).toBe((await store.data.describe('lf.txt'))?.info.md5);
  expect((await store.data.describe('crlf.txt'))?.info.md5).not.toBe(old?.info.md5);
});

it('records the exec bit and gives it back', async () => {
  using at = repository();
  using store = at.open();
  const file = join(at.root, 'run.sh');
  writeFileSync(file, '#!/bin/sh\n', { mode: 0o755 });
  const { info } = await store.data.save('run.sh');
  expect(info.isExec).toBe(true);
  await store.workspace.remove('run.sh');
  await store.data.checkout('run.sh', info);
  expect(statSync(file).mode & 0o100).toBe(0o100);
});

it('keeps a hard-linked file apart from its twin when it is replaced', async () => {
  using at = repository();
  using store = at.open();
  const { info } = await store.data.save('data/a.txt');
  writeFileSync(join(at.root, 'data', 'a.txt'), 'b');
  linkSync(join(at.root, 'data', 'a.txt'), join(at.root, 'twin.txt'));
  store.data.forget();
  await store.data.checkout('data/a.txt', info, { force: true });
  expect(readFileSync(join(at.root, 'twin.txt'), 'utf8')).toBe('b');
});

it('records what was kept, though the file is not what it was when it was hashed', async () => {
  using at = repository();
  using store = at.open();
  const file = join(at.root, 'data', 'a.txt');
  const longAgo = 1_000_000_000;
  utimesSync(file, longAgo, longAgo);
  await store.data.describe('data');
  writeFileSync(file, 'z');
  utimesSync(file, longAgo, longAgo); // the index holds another hash under the same stamp
  store.data.forget();
  const { entries } = await store.data.save('data');
  const md5 = hash('md5', 'z', 'hex');
  expect(entries).toContainEqual({ md5, relpath: 'a.txt' });
  expect(readFileSync(join(at.root, '.dvc/cache/files/md5', md5.replace(/^../, '$&/')), 'utf8')).toBe('z');
});

it('saves a large file in one pass, and an empty one', async () => {
  using at = repository();
  using store = at.open();
  const bytes = Buffer.alloc((9 << 20) + 1, 'sightline');
  writeFileSync(join(at.root, 'large.bin'), bytes);
  writeFileSync(join(at.root, 'empty.bin'), '');
  const { info } = await store.data.save('large.bin');
  expect(info).toMatchObject({ md5: hash('md5', bytes, 'hex'), size: bytes.length });
  const object = join(at.root, '.dvc/cache/files/md5', info.md5.slice(0, 2), info.md5.slice(2));
  expect(hash('md5', readFileSync(object), 'hex')).toBe(info.md5);
  expect(statSync(object).mode & 0o777).toBe(0o444);
  expect((await store.data.save('empty.bin')).info.md5).toBe('d41d8cd98f00b204e9800998ecf8427e');
  expect(readdirSync(join(at.root, '.dvc/cache/sightline/tmp'))).toEqual([]);
});

it.each(['hardlink', 'reflink,hardlink', 'symlink'])('never makes an object of the link itself with %s', async (type) => {
  using at = repository(`[cache]\n    type = ${type}\n`);
  using store = at.open();
  const outside = join(at.root, '..', 'outside.txt');
  writeFileSync(outside, 'theirs');
  symlinkSync(outside, join(at.root, 'data', 'link.txt'));
  const { info } = await store.data.save('data');
  const object = join(at.root, '.dvc/cache/files/md5', hash('md5', 'theirs', 'hex').replace(/^../, '$&/'));
  expect(lstatSync(object).isFile()).toBe(true);
  expect(statSync(outside).mode & 0o200).toBe(0o200);
  expect(await store.data.verify(info)).toEqual([]);
  const linked = lstatSync(join(at.root, 'data', 'a.txt'));
  expect(linked.isSymbolicLink() || linked.nlink > 1).toBe(true);
});

it('goes on from hashes of a run that failed half way', async () => {
  using at = repository();
  using store = at.open();
  symlinkSync('nowhere', join(at.root, 'data', 'sub', 'broken.txt'));
  await expect(store.data.save('data')).rejects.toMatchObject({ code: 'unreadable-file' });
  await store.workspace.remove('data/sub/broken.txt');
  expect((await store.data.save('data')).info.nfiles).toBe(3);
});

it('adds files to a tracked folder without looking at the rest of it', async () => {
  using at = repository();
  using store = at.open();
  const { info } = await store.data.save('data');
  writeFileSync(join(at.root, 'data', 'a.txt'), 'changed, and not asked for');
  writeFileSync(join(at.root, 'data', 'sub', 'd.txt'), 'dd');
  const appended = await store.data.saveWithin('data', info, ['data/sub/d.txt']);
  expect(appended.info).toMatchObject({ size: 5, nfiles: 4 });
  const names = (entries: Awaited<ReturnType<typeof store.data.entries>>): string[] | undefined =>
    entries?.map(({ relpath, md5 }) => `${relpath} ${md5.slice(0, 4)}`).toSorted();
  const md5 = hash('md5', 'dd', 'hex').slice(0, 4);
  expect(names(await store.data.entries(appended.info))).toEqual(['a.txt 0cc1', 'b.txt 92eb', 'sub/c.txt 4a8a', `sub/d.txt ${md5}`]);
  expect(await store.data.verify(appended.info)).toEqual([]);
  await store.workspace.remove('data/sub');
  const reduced = await store.data.saveWithin('data', appended.info, ['data/sub']);
  expect(reduced.info).toMatchObject({ nfiles: 2 });
  expect(reduced.info.size).toBeUndefined();
  await expect(store.data.saveWithin('data', reduced.info, ['data/none'])).rejects.toMatchObject({ code: 'missing-file' });
});
