import { hash } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, it } from 'vitest';
import { openLocalStore } from '../../src/adapters/local-store/local-store.ts';
import { hashDirObject, writeDirObject } from '../../src/core/data/dir-object.ts';
import { type ObjectId, objectKey } from '../../src/core/data/object-key.ts';
import type { Downloaded, TransferCache } from '../../src/core/remote-ports.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

function openCache(): {
  folder: string;
  transfers: TransferCache;
  put: (object: ObjectId, content: string, mode?: number) => void;
} & Disposable {
  const at = temporaryFolder();
  mkdirSync(join(at.path, '.dvc'));
  const store = openLocalStore(at.path, { SIGHTLINE_CACHE_DIR: join(at.path, 'index'), XDG_CONFIG_HOME: join(at.path, 'none') });
  return {
    folder: store.cacheFolder,
    transfers: store.transfers,
    put: (object, content, mode = 0o444) => {
      const file = join(store.cacheFolder, objectKey(object));
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, content);
      chmodSync(file, mode);
    },
    [Symbol.dispose]: () => {
      store[Symbol.dispose]();
      at[Symbol.dispose]();
    },
  };
}

const objectOf = (content: string): ObjectId => ({ md5: hash('md5', content, 'hex'), hash: 'md5' });
const bring =
  (content: string) =>
  async (temporary: string): Promise<Downloaded> => {
    writeFileSync(temporary, content, { flag: 'wx' });
    return { md5: hash('md5', content, 'hex'), size: content.length };
  };
const listed = async (transfers: TransferCache): Promise<readonly ObjectId[]> => {
  const objects: ObjectId[] = [];
  for await (const page of transfers.list()) {
    objects.push(...page);
  }
  return objects;
};
const left = (folder: string): string[] => readdirSync(join(folder, 'sightline/tmp'));

it('takes in a file under the hash that it turns out to have', async () => {
  using at = openCache();
  expect(await at.transfers.receiveNew(async () => undefined)).toBeUndefined();
  expect(await at.transfers.receiveNew(bring('image'))).toEqual({ md5: objectOf('image').md5, size: 5 });
  const file = at.transfers.locate(objectOf('image')) ?? '';
  expect([readFileSync(file, 'utf8'), statSync(file).mode & 0o777]).toEqual(['image', 0o444]);
  expect(left(at.folder)).toEqual([]);
});

it('takes in what has the right hash, read-only, and nothing else', async () => {
  using at = openCache();
  const object = objectOf('image');
  expect(await at.transfers.receive(object, async () => undefined)).toBe(false);
  await expect(at.transfers.receive(object, bring('imagf'))).rejects.toMatchObject({ code: 'wrong-content' });
  expect(at.transfers.locate(object)).toBeUndefined();
  expect(await at.transfers.receive(object, bring('image'))).toBe(true);
  const file = at.transfers.locate(object) ?? '';
  expect(readFileSync(file, 'utf8')).toBe('image');
  expect(statSync(file).mode & 0o777).toBe(0o444);
  expect(left(at.folder)).toEqual([]);
});

it('asks a second time for what came with the wrong hash', async () => {
  using at = openCache();
  const answers = ['imagf', 'image'];
  const brought = at.transfers.receive(objectOf('image'), async (temporary) => bring(answers.shift() ?? '')(temporary));
  expect([await brought, answers, left(at.folder)]).toEqual([true, [], []]);
  expect(readFileSync(at.transfers.locate(objectOf('image')) ?? '', 'utf8')).toBe('image');
});

it('keeps nothing of a download that fails half way', async () => {
  using at = openCache();
  const fails = async (temporary: string): Promise<never> => {
    writeFileSync(temporary, 'ima');
    throw new Error('the line broke');
  };
  await expect(at.transfers.receive(objectOf('image'), fails)).rejects.toThrow('the line broke');
  expect(left(at.folder)).toEqual([]);
});

it('takes in a folder only if it is a list of files that may be written', async () => {
  using at = openCache();
  const receive = async (content: string): Promise<boolean> =>
    at.transfers.receive({ md5: hashDirObject(content), hash: 'md5' }, bring(content));
  const md5 = '0'.repeat(32);
  expect(await receive(writeDirObject([{ md5, relpath: 'a/b.jpg' }]))).toBe(true);
  for (const content of ['{}', 'garbage', writeDirObject([{ md5, relpath: '../../.ssh/config' }])]) {
    await expect(receive(content)).rejects.toMatchObject({ code: 'wrong-content' });
  }
});

it('checks an entry of DVC 2 by the hash over its text', async () => {
  using at = openCache();
  const object: ObjectId = { md5: hash('md5', 'a\nb\n', 'hex'), hash: 'md5-dos2unix' };
  expect(await at.transfers.receive(object, bring('a\r\nb\r\n'))).toBe(true);
  await expect(at.transfers.receive(object, bring('a\r\nc\r\n'))).rejects.toMatchObject({ code: 'wrong-content' });
  expect(existsSync(join(at.folder, objectKey(object)))).toBe(true);
});

it.each([10, 1500])('tells which of %i objects are absent, and hashes those that could have been written to', async (count) => {
  using at = openCache();
  const objects = Array.from({ length: count }, (_, number) => objectOf(String(number)));
  objects.forEach((object, number) => number % 3 === 0 && at.put(object, String(number), number % 2 === 0 ? 0o444 : 0o644));
  const rotten = objectOf('3');
  at.put(rotten, 'rotten', 0o644);
  const expected = objects.filter((object, number) => number % 3 !== 0 || object.md5 === rotten.md5);
  const absent = await at.transfers.absent(objects);
  expect(absent.map(({ md5 }) => md5).toSorted()).toEqual(expected.map(({ md5 }) => md5).toSorted());
  expect(existsSync(join(at.folder, objectKey(rotten)))).toBe(false);
});

it('lists and removes objects of both layouts, and nothing that is no object', async () => {
  using at = openCache();
  const objects: ObjectId[] = [objectOf('1'), objectOf('23'), { ...objectOf('456'), hash: 'md5-dos2unix' }];
  objects.forEach((object, at_) => at.put(object, ['1', '23', '456'][at_] ?? ''));
  writeFileSync(join(at.folder, 'files/md5', objects[0]?.md5.slice(0, 2) ?? '', 'x.tmp'), '');
  mkdirSync(join(at.folder, 'runs/ab'), { recursive: true });
  const all = await listed(at.transfers);
  expect(all).toHaveLength(3);
  expect(all).toEqual(expect.arrayContaining(objects));
  expect(await at.transfers.remove([...objects.slice(1), objectOf('never')])).toBe(5);
  expect(await listed(at.transfers)).toEqual(objects.slice(0, 1));
});
