import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { hash } from 'node:crypto';
import {
  appendFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { manyFiles } from '../../src/adapters/local-store/file-batches.ts';
import { openFileThreads } from '../../src/adapters/local-store/file-threads.ts';
import { openLocalStore } from '../../src/adapters/local-store/local-store.ts';
import { hashDirObject, writeDirObject } from '../../src/core/data/dir-object.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const count = manyFiles + 150;
const md5 = (content: string | Uint8Array): string => hash('md5', content, 'hex');
/** Every tenth content is that of another file, too. */
const contentOf = (at: number): string => `content ${at % 10 === 0 ? 0 : at}`;
const nameOf = (at: number): string => `${at % 3 === 0 ? 'sub/' : ''}${String(at).padStart(4, '0')}.txt`;
const names = Array.from({ length: count }, (_, at) => nameOf(at));
const objectOf = (root: string, id: string): string => join(root, '.dvc/cache/files/md5', id.slice(0, 2), id.slice(2));

/** A repository with a folder of so many files that threads work on them. */
function repository(config = ''): { root: string; open: () => ReturnType<typeof openLocalStore> } & Disposable {
  const folder = temporaryFolder();
  const root = join(folder.path, 'repository');
  mkdirSync(join(root, '.dvc'), { recursive: true });
  writeFileSync(join(root, '.dvc', 'config'), config);
  mkdirSync(join(root, 'data', 'sub'), { recursive: true });
  names.forEach((name, at) => writeFileSync(join(root, 'data', name), contentOf(at)));
  return {
    root,
    open: () => openLocalStore(root, { SIGHTLINE_CACHE_DIR: join(folder.path, 'index'), XDG_CONFIG_HOME: join(folder.path, 'none') }),
    [Symbol.dispose]: () => folder[Symbol.dispose](),
  };
}

function filesIn(folder: string): readonly string[] {
  return existsSync(folder)
    ? readdirSync(folder, { recursive: true, withFileTypes: true }).flatMap((entry) =>
        entry.isDirectory() ? [] : [join(entry.parentPath, entry.name)],
      )
    : [];
}

/** Files of the cache that aren't what they are named for, and such as were not finished. */
function unsound(root: string): readonly string[] {
  const objects = join(root, '.dvc/cache/files/md5');
  const wrong = filesIn(objects).filter(
    (file) => file.slice(objects.length).replaceAll('/', '').replace('.dir', '') !== md5(readFileSync(file)),
  );
  return [...wrong, ...filesIn(join(root, '.dvc/cache/sightline/tmp')), ...filesIn(join(root, '.dvc/tmp/sightline/staging'))];
}

it.each(['', '[cache]\n    type = copy\n', '[cache]\n    type = hardlink\n'])(
  'saves and restores many files, configured %j',
  async (config) => {
    using at = repository(config);
    using store = at.open();
    symlinkSync('0001.txt', join(at.root, 'data/link.txt'));
    symlinkSync('sub', join(at.root, 'data/link-to-a-folder'));
    let [done, bytes] = [0, 0];
    const { info } = await store.data.save('data', { onFiles: (files, size = 0) => ([done, bytes] = [done + files, bytes + size]) });
    const entries = [
      ...names.map((relpath, at) => ({ relpath, md5: md5(contentOf(at)) })),
      { relpath: 'link.txt', md5: md5(contentOf(1)) },
    ];
    expect(info).toEqual({ md5: hashDirObject(writeDirObject(entries)), hash: 'md5', nfiles: count + 1, size: bytes });
    expect(done).toBe(count + 1);
    expect(entries.filter((entry) => (statSync(objectOf(at.root, entry.md5)).mode & 0o777) !== 0o444)).toEqual([]);
    expect(unsound(at.root)).toEqual([]);
    rmSync(join(at.root, 'data'), { recursive: true });
    expect(await store.data.checkout('data', info)).toMatchObject({ change: 'added', added: count + 1 });
    expect(names.filter((name, at_) => readFileSync(join(at.root, 'data', name), 'utf8') !== contentOf(at_))).toEqual([]);
    const mode = config.includes('hardlink') ? 0o444 : 0o666 & ~process.umask();
    expect(names.filter((name) => (statSync(join(at.root, 'data', name)).mode & 0o777) !== mode)).toEqual([]);
    expect((await store.data.describe('data'))?.info).toEqual(info);
    expect(unsound(at.root)).toEqual([]);
  },
);

it('restores what may be executed as such', async () => {
  using at = repository();
  using store = at.open();
  const { info, entries = [] } = await store.data.save('data');
  rmSync(join(at.root, 'data'), { recursive: true });
  const last = names.at(-1) ?? '';
  await store.data.checkout('data', {
    ...info,
    files: entries.map((entry) => ({ ...entry, ...(entry.relpath === last ? { isExec: true } : {}) })),
  });
  expect(names.filter((name) => (statSync(join(at.root, 'data', name)).mode & 0o100) !== 0)).toEqual([last]);
});

it('mends the cache: an object that is damaged is written anew, a whole one protected', async () => {
  using at = repository();
  const [damaged, open] = [count - 1, count - 2].map((at_) => objectOf(at.root, md5(contentOf(at_)))) as [string, string];
  for (const [file, content] of [
    [damaged, 'damaged'],
    [open, contentOf(count - 2)],
  ] as const) {
    mkdirSync(join(file, '..'), { recursive: true });
    writeFileSync(file, content, { mode: 0o644 });
  }
  using store = at.open();
  await store.data.save('data');
  expect([readFileSync(damaged, 'utf8'), statSync(damaged).mode & 0o777, statSync(open).mode & 0o777]).toEqual([
    contentOf(count - 1),
    0o444,
    0o444,
  ]);
});

it('records a file that changed after it was found as it is when it is read', async () => {
  using at = repository();
  using store = at.open();
  const changing = join(at.root, 'data', 'zzz');
  writeFileSync(changing, 'old');
  const content = await store.data.save('data', { onFound: () => appendFileSync(changing, ' and new') });
  expect(content.entries?.find(({ relpath }) => relpath === 'zzz')?.md5).toBe(md5('old and new'));
  expect(unsound(at.root)).toEqual([]);
});

it('takes a file that is being written to as it was at one moment, or says so', async () => {
  using at = repository();
  using store = at.open();
  const log = join(at.root, 'data', 'zzz');
  writeFileSync(log, 'x'.repeat(3 << 20));
  const writer = spawn('/bin/sh', ['-c', 'while :; do echo more >> data/zzz; done'], { cwd: at.root });
  const result = await store.data.save('data').catch((error: unknown) => error);
  writer.kill('SIGKILL');
  await once(writer, 'close');
  expect(result).toSatisfy(
    (value: { code?: string; message?: string; info?: unknown }) =>
      value.info !== undefined || (value.code === 'unreadable-file' && value.message?.includes('zzz') === true),
  );
  expect(unsound(at.root)).toEqual([]);
});

it('names what a thread could not read, and keeps what others took', async () => {
  using at = repository();
  using store = at.open();
  const gone = join(at.root, 'data', nameOf(count - 1));
  await expect(store.data.save('data', { onFound: () => rmSync(gone) })).rejects.toMatchObject({
    code: 'unreadable-file',
    message: expect.stringContaining(nameOf(count - 1)) as unknown,
    hint: expect.stringContaining('permissions') as unknown,
  });
  expect(unsound(at.root)).toEqual([]);
  expect(filesIn(join(at.root, '.dvc/cache/files')).length).toBeGreaterThan(count / 2);
  writeFileSync(gone, contentOf(count - 1));
  expect((await store.data.save('data')).info.nfiles).toBe(count);
});

it('names what a thread could not write', async () => {
  using at = repository();
  using store = at.open();
  const object = objectOf(at.root, md5(contentOf(count - 1)));
  mkdirSync(object, { recursive: true }); // a folder, over which no file can be moved
  await expect(store.data.save('data')).rejects.toMatchObject({
    code: 'write-failed',
    message: expect.stringContaining(object) as unknown,
  });
  expect(filesIn(join(at.root, '.dvc/cache/sightline/tmp'))).toEqual([]);
});

it('restores nothing through a link that came in place of a folder', async () => {
  using at = repository();
  using store = at.open();
  const { info } = await store.data.save('data');
  const outside = join(at.root, '../outside');
  renameSync(join(at.root, 'data/sub'), outside);
  rmSync(join(at.root, 'data'), { recursive: true });
  mkdirSync(join(at.root, 'data'));
  filesIn(outside).forEach((file) => rmSync(file));
  symlinkSync(outside, join(at.root, 'data/sub'));
  await expect(store.data.checkout('data', info, { force: true })).rejects.toMatchObject({ code: 'write-failed' });
  expect(readdirSync(outside)).toEqual([]);
  expect(filesIn(join(at.root, '.dvc/tmp/sightline/staging'))).toEqual([]);
});

it('fails when a thread ends that should not, also for those that wait for one', async () => {
  await using threads = openFileThreads('take', undefined as never);
  const calls = Array.from({ length: threads.concurrency + 2 }, async () => threads.run([]));
  const ends = await Promise.allSettled(calls);
  expect(ends.map((end) => (end.status === 'rejected' ? (end.reason as { code: string }).code : end.status))).toEqual(
    calls.map(() => 'internal'),
  );
});
