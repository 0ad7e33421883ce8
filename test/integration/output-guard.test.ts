import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { openLocalStore } from '../../src/adapters/local-store/local-store.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

function project(): { root: string; open: () => ReturnType<typeof openLocalStore> } & Disposable {
  const folder = temporaryFolder();
  const root = join(folder.path, 'repository');
  mkdirSync(join(root, '.dvc', 'tmp'), { recursive: true });
  writeFileSync(join(root, 'model'), 'good');
  const env = { SIGHTLINE_CACHE_DIR: join(folder.path, 'cache'), XDG_CONFIG_HOME: join(folder.path, 'none') };
  return { root, open: () => openLocalStore(root, env), [Symbol.dispose]: () => folder[Symbol.dispose]() };
}

const train = { address: 'train', file: 'dvc.yaml', name: 'train' };
const paths = { writes: ['model', 'new'], reads: ['data'] };

it('puts the last good outputs back when a stage fails, and keeps what it wrote', async () => {
  using at = project();
  using store = at.open();
  const previous = await store.guard.begin(train, paths, 'then');
  expect(existsSync(join(at.root, 'model'))).toBe(false);
  writeFileSync(join(at.root, 'model'), 'half');
  const kept = await previous.restore();
  expect(readFileSync(join(at.root, 'model'), 'utf8')).toBe('good');
  expect(readFileSync(join(kept ?? '', 'model'), 'utf8')).toBe('half');
  expect(existsSync(join(at.root, 'new'))).toBe(false);
});

it('leaves the new outputs when the stage succeeds', async () => {
  using at = project();
  using store = at.open();
  const previous = await store.guard.begin(train, paths, 'then');
  writeFileSync(join(at.root, 'model'), 'better');
  await previous.discard();
  expect(readFileSync(join(at.root, 'model'), 'utf8')).toBe('better');
  expect(readdirSync(join(at.root, '.dvc/tmp/sightline/running'))).toEqual([]);
});

it('undoes what a killed process left, and ends the command that outlived it', async () => {
  using at = project();
  using store = at.open();
  const orphan = spawn('sleep', ['60'], { detached: true, stdio: 'ignore' });
  const ended = new Promise((resolve) => {
    orphan.once('exit', (_code, signal) => resolve(signal));
  });
  const previous = await store.guard.begin(train, paths, 'then');
  previous.noteProcess(orphan.pid ?? 0, true);
  writeFileSync(join(at.root, 'model'), 'half');
  expect(await store.guard.recover(async () => 'then')).toEqual([{ stage: 'train', keptIn: undefined }]);
  expect(await ended).toBe('SIGKILL');
  expect(readFileSync(join(at.root, 'model'), 'utf8')).toBe('good');
  expect(await store.guard.recover(async () => 'then')).toEqual([]);
});

it('ends no process that a journal names by its number alone', async () => {
  using at = project();
  using store = at.open();
  const bystander = spawn('sleep', ['60'], { detached: true, stdio: 'ignore' });
  const previous = await store.guard.begin(train, paths, 'then');
  previous.noteProcess(bystander.pid ?? 0, true);
  const running = join(at.root, '.dvc/tmp/sightline/running');
  const file = join(running, readdirSync(running).find((name) => name.endsWith('.json')) ?? '');
  const journal = readFileSync(file, 'utf8');
  expect(journal).toContain('"started":');
  writeFileSync(file, journal.replace(/,?"started":"[^"]*"/, ''));
  await store.guard.recover(async () => 'then');
  expect(bystander.exitCode ?? bystander.signalCode).toBeNull();
  expect(process.kill(bystander.pid ?? 0, 0)).toBe(true);
  bystander.kill();
});

it('puts nothing over what was made after a kill, and keeps the outputs of before', async () => {
  using at = project();
  using store = at.open();
  await store.guard.begin(train, paths, 'then');
  writeFileSync(join(at.root, 'model'), 'newer');
  const [run] = await store.guard.recover(async () => 'now');
  expect(readFileSync(join(at.root, 'model'), 'utf8')).toBe('newer');
  expect(readFileSync(join(run?.keptIn ?? '', 'model'), 'utf8')).toBe('good');
  expect(existsSync(join(at.root, '.dvc/tmp/sightline/running'))).toBe(false);
});

it('leaves no journal when an output cannot be moved away', async () => {
  using at = project();
  using store = at.open();
  await expect(store.guard.begin(train, { writes: ['model', '.dvc'], reads: [] }, 'then')).rejects.toMatchObject({ code: 'write-failed' });
  expect(readFileSync(join(at.root, 'model'), 'utf8')).toBe('good');
  expect(readdirSync(join(at.root, '.dvc/tmp/sightline/running'))).toEqual([]);
});

it.each([
  { path: '.git/hooks/post-checkout', aside: '.dvc/tmp/sightline/running/1-1/0' },
  { path: 'model', aside: 'secret' },
  { path: 'model', aside: '.dvc/tmp/sightline/running/../../../../secret' },
])('does not believe a journal that a repository brings along ($path, $aside)', async ({ path, aside }) => {
  using at = project();
  using store = at.open();
  mkdirSync(join(at.root, '.dvc/tmp/sightline/running/1-1'), { recursive: true });
  for (const file of ['secret', '.dvc/tmp/sightline/running/1-1/0']) {
    writeFileSync(join(at.root, file), 'hostile');
  }
  const outs = [{ path: `${at.root}/${path}`, aside: `${at.root}/${aside}` }];
  writeFileSync(join(at.root, '.dvc/tmp/sightline/running/1-1.json'), JSON.stringify({ stage: train, world: 'then', outs }));
  expect(await store.guard.recover(async () => 'then')).toEqual([]);
  expect(existsSync(join(at.root, '.git'))).toBe(false);
  expect(readFileSync(join(at.root, 'model'), 'utf8')).toBe('good');
});

it('tells dvc which paths are busy, and takes it back', async () => {
  using at = project();
  using store = at.open();
  const rwlock = join(at.root, '.dvc/tmp/rwlock');
  const previous = await store.guard.begin(train, paths, 'then');
  const own = { pid: process.pid, cmd: 'sightline repro' };
  expect(JSON.parse(readFileSync(rwlock, 'utf8'))).toEqual({
    write: { [join(at.root, 'model')]: own, [join(at.root, 'new')]: own },
    read: { [join(at.root, 'data')]: [own] },
  });
  await previous.discard();
  expect(JSON.parse(readFileSync(rwlock, 'utf8'))).toEqual({ write: {}, read: {} });
});

it('lets one command wait for another, says for whom, and takes over from a dead one', async () => {
  using at = project();
  using first = at.open();
  using second = at.open();
  const held = await first.lock.acquire('sightline repro', () => {});
  const told: string[] = [];
  const waiting = second.lock.acquire('sightline add', (holder) => {
    told.push(holder);
    void held[Symbol.asyncDispose]();
  });
  await (await waiting)[Symbol.asyncDispose]();
  expect(told).toEqual([`'sightline repro' (process ${process.pid})`]);
  const dead = spawnSync(process.execPath, [
    '--no-warnings',
    '--input-type=module',
    '-e',
    `const { openLocalStore } = await import(${JSON.stringify(join(import.meta.dirname, '../../src/adapters/local-store/local-store.ts'))});
     await openLocalStore(${JSON.stringify(at.root)}, {}).lock.acquire('sightline repro', () => {});
     process.kill(process.pid, 'SIGKILL');`,
  ]);
  expect(dead.signal).toBe('SIGKILL');
  const taken = await second.lock.acquire('sightline add', () => {
    throw new Error('a dead holder must not be waited for');
  });
  await taken[Symbol.asyncDispose]();
});

it('waits for a dvc command that writes', async () => {
  using at = project();
  using store = at.open();
  const other = spawn('sleep', ['60'], { stdio: 'ignore' });
  writeFileSync(join(at.root, '.dvc/tmp/rwlock'), JSON.stringify({ write: { [at.root]: { pid: other.pid, cmd: 'repro' } }, read: {} }));
  const told: string[] = [];
  const lock = await store.lock.acquire('sightline repro', (holder) => {
    told.push(holder);
    other.kill('SIGKILL');
  });
  await lock[Symbol.asyncDispose]();
  expect(told).toEqual([`'dvc repro' (process ${other.pid})`]);
});
