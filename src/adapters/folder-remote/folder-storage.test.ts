import { hash } from 'node:crypto';
import { chmodSync, mkdirSync, readFileSync, readdirSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../../../test/support/temporary-folder.ts';
import type { RemoteStorage } from '../../core/remote-ports.ts';
import { createFolderStorage } from './folder-storage.ts';

const key = 'files/md5/d4/1d8cd98f00b204e9800998ecf8427e';

function open(): { readonly root: string; readonly at: string; readonly storage: RemoteStorage } & Disposable {
  const folder = temporaryFolder();
  const root = join(folder.path, 'remote');
  const storage = createFolderStorage({ kind: 'local', url: root, folder: root });
  return { root, at: folder.path, storage, [Symbol.dispose]: () => folder[Symbol.dispose]() };
}

async function keysOf(storage: RemoteStorage, prefix = ''): Promise<readonly string[]> {
  const keys: string[] = [];
  for await (const page of storage.list(prefix)) {
    keys.push(...page.map((file) => file.key));
  }
  return keys.toSorted();
}

describe('a remote in a folder', () => {
  it.each([0, 5, (1 << 20) + 7, 5 << 20])('brings back %i bytes with their hash', async (size) => {
    using remote = open();
    const content = Buffer.alloc(size, 'some picture ');
    const [source, target] = [join(remote.at, 'source'), join(remote.at, 'target')];
    writeFileSync(source, content);
    expect(await remote.storage.upload(source, key)).toEqual({ key, size });
    let moved = 0;
    const downloaded = await remote.storage.download(key, target, { onBytes: (count) => (moved += count) });
    expect(downloaded).toEqual({ md5: hash('md5', content, 'hex'), size });
    expect([moved, readFileSync(target).equals(content)]).toEqual([size, true]);
    expect(statSync(join(remote.root, key)).mode & 0o777).toBe(0o444);
  });

  it('has nothing before something is written', async () => {
    using remote = open();
    const target = join(remote.at, 'target');
    const [keys, found, read, got] = await Promise.all([
      keysOf(remote.storage),
      remote.storage.find(key),
      remote.storage.read(key, 10),
      remote.storage.download(key, target),
    ]);
    await remote.storage.remove([key]);
    expect([keys, found, read, got]).toEqual([[], undefined, undefined, undefined]);
    expect(readdirSync(remote.at)).toEqual([]);
  });

  it('lists by any prefix and passes over files that are being written', async () => {
    using remote = open();
    for (const name of ['runs/ab/abc/x', 'runs/ac/abc/x', 'files/md5/aa/b', 'files/md5/ab/c', 'top']) {
      await remote.storage.write(name, Buffer.from(name));
    }
    writeFileSync(join(remote.root, 'files/md5/aa/.half.tmp'), '');
    expect(await keysOf(remote.storage, 'files/md5/a')).toEqual(['files/md5/aa/b', 'files/md5/ab/c']);
    expect(await keysOf(remote.storage, 'runs/ab/')).toEqual(['runs/ab/abc/x']);
    expect(await keysOf(remote.storage)).toHaveLength(5);
  });

  it('leaves what is there when asked to, and replaces it otherwise', async () => {
    using remote = open();
    expect(await remote.storage.write('a', Buffer.from('1'), { ifAbsent: true })).toBe(true);
    expect(await remote.storage.write('a', Buffer.from('2'), { ifAbsent: true })).toBe(false);
    expect(readFileSync(join(remote.root, 'a'), 'utf8')).toBe('1');
    await remote.storage.write('a', Buffer.from('3'));
    expect(readFileSync(join(remote.root, 'a'), 'utf8')).toBe('3');
    expect(readdirSync(remote.root)).toEqual(['a']);
  });

  it('removes what a killed writer left a day ago, and nothing younger', async () => {
    using remote = open();
    mkdirSync(remote.root);
    for (const [name, days] of [
      ['.old.tmp', 2],
      ['.new.tmp', 0],
    ] as const) {
      writeFileSync(join(remote.root, name), '');
      const time = Date.now() / 1000 - days * 86_400;
      utimesSync(join(remote.root, name), time, time);
    }
    await remote.storage.write('a', Buffer.from('1'));
    expect(readdirSync(remote.root).toSorted()).toEqual(['.new.tmp', 'a']);
  });

  it('says whose fault it is', async () => {
    using remote = open();
    const source = join(remote.at, 'source');
    writeFileSync(source, 'x');
    writeFileSync(remote.root, 'a file where the folder should be');
    await expect(remote.storage.upload(source, key)).rejects.toMatchObject({ code: 'remote-failed' });
    await expect(remote.storage.upload(join(remote.at, 'none'), key)).rejects.toMatchObject({ code: 'unreadable-file' });
    await expect(remote.storage.find('../source')).rejects.toMatchObject({ code: 'internal' });
  });

  it('writes no more once it is told to stop', async () => {
    using remote = open();
    const source = join(remote.at, 'source');
    writeFileSync(source, 'x');
    chmodSync(source, 0o444);
    await expect(remote.storage.upload(source, key, { signal: AbortSignal.abort() })).rejects.toThrow('aborted');
    expect(await keysOf(remote.storage)).toEqual([]);
  });
});
