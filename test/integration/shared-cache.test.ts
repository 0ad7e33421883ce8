import { execFileSync, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, readdirSync, renameSync, rmSync, statSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openLocalStore } from '../../src/adapters/local-store/local-store.ts';
import { CachedProject, dvcText } from '../support/cached-project.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

let folder: ReturnType<typeof temporaryFolder>;
let cache: string;
let users: string;
let ours: CachedProject;
let theirs: CachedProject;

async function sharing(name: string, cacheDir = '../../cache'): Promise<CachedProject> {
  const project = new CachedProject(join(folder.path, name));
  await project.create();
  project.write('.dvc/config', `[cache]\n    dir = ${cacheDir}\n`);
  await project.commit();
  return project;
}

beforeEach(async () => {
  folder = temporaryFolder();
  cache = join(folder.path, 'cache');
  users = join(cache, 'sightline/users');
  ours = await sharing('ours');
  theirs = await sharing('theirs');
});

afterEach(() => folder[Symbol.dispose]());

const digestOf = (root: string, host = hostname()): string => createHash('sha256').update(`${host}\0${root}`).digest('hex');

/** Writes a note of a repository; answers its file. */
function note(root: string, host = hostname(), text = `${JSON.stringify({ root, host })}\n`): string {
  mkdirSync(users, { recursive: true });
  const file = join(users, digestOf(root, host));
  writeFileSync(file, text);
  return file;
}

function instead(file: string, make: (file: string) => unknown): string {
  rmSync(file);
  make(file);
  return file;
}

async function add(project: CachedProject, name: string, content: string): Promise<string> {
  project.write(name, content);
  expect(await project.run('add', '-q', name)).toMatchObject({ code: 0, stderr: '' });
  return createHash('md5').update(content).digest('hex');
}

describe('gc of a shared cache', () => {
  it('keeps what each repository names that ever saved into it, found it there or had it placed', async () => {
    const saved = await add(theirs, 'saved', 'saved by them');
    const same = await add(ours, 'same', 'saved by us first');
    const finder = await sharing('finder');
    await add(finder, 'same', 'saved by us first');
    const placer = await sharing('placer');
    const placed = ours.put('placed by them', cache);
    placer.write('placed.dvc', dvcText(placed, 'placed'));
    expect((await placer.run('checkout')).code).toBe(0);
    rmSync(join(ours.root, 'same.dvc'));
    const unused = ours.put('nothing names this', cache);
    expect(readdirSync(users)).toHaveLength(4);

    const done = await ours.run('gc', '-w', '-f');
    expect(done).toMatchObject({ code: 0, stdout: 'Removed 1 objects from repo cache.\n' });
    expect(done.stderr.match(/(?<= - ).*$/gm)).toEqual([finder.root, placer.root, theirs.root]);
    expect([saved, same, placed, unused].map((md5) => ours.has(md5, cache))).toEqual([true, true, true, false]);
  });

  it('knows of them by one small file each, that is written once', async () => {
    await add(theirs, 'x', 'x');
    const file = join(users, digestOf(theirs.root));
    expect(readFileSync(file, 'utf8')).toBe(`${JSON.stringify({ root: theirs.root, host: hostname() })}\n`);
    const before = statSync(file);
    await add(theirs, 'y', 'y');
    expect(statSync(file)).toMatchObject({ ino: before.ino, mtimeMs: before.mtimeMs });
    expect(readdirSync(users)).toHaveLength(1);
    const own = await sharing('own', 'cache');
    await add(own, 'x', 'x');
    expect(readdirSync(join(own.root, '.dvc/cache/sightline'))).toEqual(['tmp']);
  });

  it('stops where a repository moved or its disk is away, until a person removes the note', async () => {
    const saved = await add(theirs, 'saved', 'saved by them');
    renameSync(theirs.root, `${theirs.root}.moved`);
    for (const flags of [['--dry'], ['-f'], []]) {
      const stopped = await ours.run('gc', '-w', ...flags);
      expect(stopped).toMatchObject({ code: 2, stderr: expect.stringContaining(digestOf(theirs.root)) as string });
      expect(ours.has(saved, cache)).toBe(true);
      expect(readdirSync(users)).toEqual([digestOf(ours.root), digestOf(theirs.root)].toSorted());
    }
    rmSync(join(users, digestOf(theirs.root)));
    expect((await ours.run('gc', '-w', '-f')).code).toBe(0);
    expect(ours.has(saved, cache)).toBe(false);
  });

  it('minds the project that the cache lies in, which is noted nowhere', async () => {
    const host = await sharing('host', 'cache');
    const guest = await sharing('guest', '../../host/.dvc/cache');
    const saved = await add(host, 'x', 'of the host');
    await add(guest, 'y', 'of the guest');
    rmSync(join(guest.root, 'y.dvc'));
    expect(await guest.run('gc', '-w', '-f')).toMatchObject({ code: 0, stdout: 'Removed 1 objects from repo cache.\n' });
    expect(host.has(saved)).toBe(true);
  });

  it('reads lists of their folders from their own remote, and takes nothing of theirs for being at ours', async () => {
    const [ourStore, theirStore] = [join(folder.path, 'our-store'), join(folder.path, 'their-store')];
    await ours.run('remote', 'add', '-d', 'store', ourStore);
    await theirs.run('remote', 'add', '-d', 'store', theirStore);
    const list = theirs.putFolder(['a file', 'another'], theirStore);
    const files = [ours.put('a file', cache), ours.put('another', ourStore)];
    ours.put('another', cache);
    theirs.write('folder.dvc', dvcText(list, 'folder'));
    note(theirs.root);
    ours.write('too.dvc', dvcText(files[1] ?? '', 'too'));
    expect(await ours.run('gc', '-w', '-f')).toMatchObject({ code: 0, stdout: "No unused 'repo' cache to remove.\n" });
    expect(await ours.run('gc', '-w', '-f', '--not-in-remote')).toMatchObject({ code: 0, stdout: "No unused 'repo' cache to remove.\n" });
    expect(files.map((md5) => ours.has(md5, cache))).toEqual([true, true]);
  });

  it('ends where two clean it at once', async () => {
    await add(ours, 'x', 'x');
    await add(theirs, 'y', 'y');
    const ended = await Promise.all([ours, theirs, ours, theirs].map((project) => project.run('gc', '-w', '-f')));
    expect(ended.map(({ code }) => code)).toEqual([0, 0, 0, 0]);
    expect(ours.objects(cache)).toHaveLength(2);
  });

  it('ends before a repository that it does not know of saves anything', async () => {
    using store = openLocalStore(ours.root, { ...process.env, SIGHTLINE_CACHE_DIR: join(folder.path, 'index') });
    const gc = await store.cacheUsers.hold('sightline gc', () => {});
    theirs.write('x', 'x');
    const adding = spawn(process.execPath, [resolve('dist/sightline.mjs'), 'add', 'x'], {
      cwd: theirs.root,
      env: { ...process.env, SIGHTLINE_CACHE_DIR: join(folder.path, 'index') },
    });
    const waits = new Promise<string>((done) => {
      adding.stderr.once('data', (said: Buffer) => done(said.toString()));
    });
    const ends = new Promise((done) => {
      adding.once('close', done);
    });
    expect(await waits).toContain("Waiting for 'sightline gc'");
    expect(await store.cacheUsers.list()).toEqual([]);
    expect(theirs.objects(cache)).toEqual([]);
    await gc[Symbol.asyncDispose]();
    expect(await ends).toBe(0);
    expect(await store.cacheUsers.list()).toMatchObject([{ root: theirs.root, isThere: true }]);
  });
});

describe('gc of a shared cache stops, and removes nothing,', () => {
  let unused: string;
  beforeEach(() => {
    unused = ours.put('nothing names this', cache);
  });

  /** Which of these things gc leaves unsaid when it refuses. */
  async function unsaid(...things: readonly string[]): Promise<readonly string[]> {
    const done = await ours.run('gc', '-w', '-f');
    expect(done).toMatchObject({ code: 2, stdout: '' });
    expect(ours.has(unused, cache)).toBe(true);
    return things.filter((text) => !done.stderr.includes(text));
  }

  it('at a repository that is on another machine', async () => {
    const file = note('/of/that/machine', 'elsewhere');
    expect(await unsaid(file, "'/of/that/machine'", "'elsewhere'", 'remove that file')).toEqual([]);
    rmSync(file);
    note(theirs.root, 'elsewhere');
    const saved = ours.put('of a repository that both machines see', cache);
    theirs.write('x.dvc', dvcText(saved, 'x'));
    expect((await ours.run('gc', '-w', '-f')).code).toBe(0);
    expect([saved, unused].map((md5) => ours.has(md5, cache))).toEqual([true, false]);
  });

  it('at a file of theirs that it cannot read', async () => {
    note(theirs.root);
    theirs.write('bad.dvc', '<<<<<<<');
    expect(await unsaid(`in '${theirs.root}'`, `${theirs.root}/bad.dvc`)).toEqual([]);
  });

  it('at a note of what is no repository, or of nothing', async () => {
    for (const root of [folder.path, join(theirs.root, '.dvcignore'), join(theirs.root, '.dvc'), '../theirs']) {
      const file = note(root);
      expect(await unsaid(file)).toEqual([]);
      rmSync(file);
    }
  });

  it.each([
    ['with a NUL in the path', (): string => note(`${theirs.root}\0`)],
    ['with an endless path', (): string => note(`/${'x'.repeat(5000)}`)],
    ['that says more', (): string => note(theirs.root, hostname(), JSON.stringify({ root: theirs.root, host: hostname(), cmd: 'x' }))],
    ['that is no JSON', (): string => note(theirs.root, hostname(), '{"root": ')],
    ['of another name', (): string => note(theirs.root, hostname(), JSON.stringify({ root: ours.root, host: hostname() }))],
    [
      'of 2 GB',
      (): string => {
        const file = note(theirs.root);
        truncateSync(file, 2 ** 31);
        return file;
      },
    ],
    ['that is a link', (): string => instead(note(theirs.root), (file) => symlinkSync(note(ours.root), file))],
    ['that is a folder', (): string => instead(note(theirs.root), (file) => mkdirSync(file))],
    ['that is a pipe', (): string => instead(note(theirs.root), (file) => execFileSync('mkfifo', [file]))],
  ])('at a note %s', async (_, make) => {
    const file = make();
    using store = openLocalStore(ours.root, { ...process.env, SIGHTLINE_CACHE_DIR: join(folder.path, 'index') });
    await expect(store.cacheUsers.list()).rejects.toMatchObject({
      code: 'unreadable-file',
      message: expect.stringContaining(file) as unknown,
      hint: expect.stringContaining('Remove it') as unknown,
    });
  });

  it('where the notes lie behind a link, where none is written either', async () => {
    mkdirSync(join(folder.path, 'outside'));
    mkdirSync(join(cache, 'sightline'));
    symlinkSync(join(folder.path, 'outside'), users);
    expect(await unsaid(users)).toEqual([]);
    theirs.write('x', 'x');
    expect(await theirs.run('add', 'x')).toMatchObject({ code: 2 });
    expect(readdirSync(join(folder.path, 'outside'))).toEqual([]);
    expect(ours.objects(cache)).toEqual([unused]);
  });
});

it('a merge that git makes by us notes the repository', async () => {
  await theirs.run('merge-driver', 'install');
  await theirs.commit();
  const list = (...names: readonly string[]): string => {
    const md5 = theirs.put(
      JSON.stringify(names.map((name) => ({ md5: theirs.put(name, cache), relpath: name })))
        .replaceAll(/([:,])"/g, '$1 "')
        .replaceAll('},{', '}, {'),
      cache,
    );
    return `outs:\n- md5: ${md5}\n  size: ${names.length}\n  nfiles: ${names.length}\n  hash: md5\n  path: d\n`;
  };
  theirs.write('d.dvc', list('a'));
  await theirs.commit();
  await theirs.git('switch', '--quiet', '-c', 'side');
  theirs.write('d.dvc', list('a', 'b'));
  await theirs.commit();
  await theirs.git('switch', '--quiet', 'main');
  theirs.write('d.dvc', list('a', 'c'));
  await theirs.commit();
  await theirs.git('merge', '--quiet', '--no-edit', 'side');
  expect(readFileSync(join(theirs.root, 'd.dvc'), 'utf8')).toContain('nfiles: 3');
  expect(readdirSync(users)).toEqual([digestOf(theirs.root)]);
});
