import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { git, sightline } from '../support/cli.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const files = [...Array.from({ length: 30 }, (_, at) => `data/class ${at % 3}/${at}.txt`), 'data/ü.txt', 'model.bin'];

async function run(cwd: string, ...args: string[]): Promise<string> {
  const { code, stdout, stderr } = await sightline(cwd, ...args);
  expect(`${code} ${stderr}`).toMatch(/^0/);
  return stdout + stderr;
}

/** A repository whose data is at a remote, and a way to clone it. */
async function pushedProject(at: string): Promise<(name: string) => Promise<string>> {
  const root = join(at, 'origin');
  mkdirSync(root);
  await git(root, 'init', '--quiet', '--initial-branch', 'main');
  await run(root, 'init');
  for (const file of files) {
    mkdirSync(join(root, file, '..'), { recursive: true });
    writeFileSync(join(root, file), `content of ${file}`);
  }
  await run(root, 'add', 'data', 'model.bin');
  await run(root, 'remote', 'add', '-d', 'store', join(at, 'remote'));
  await run(root, 'push');
  await git(root, 'add', '--all');
  await git(root, 'commit', '--quiet', '--message', 'Data');
  return async (name) => {
    await git(at, 'clone', '--quiet', root, name);
    return join(at, name);
  };
}

function dataOf(root: string): readonly string[] {
  const paths = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((path) => path.startsWith('data/') || path === 'model.bin');
  return paths.filter((path) => statSync(join(root, path)).isFile()).toSorted();
}

const cached = (root: string): number => readdirSync(join(root, '.dvc/cache/files/md5'), { recursive: true }).length;

it('parts of a folder are disjoint and complete, and are never taken for the whole', async () => {
  using at = temporaryFolder();
  const clone = await pushedProject(at.path);
  const seen = new Map<string, number>();
  for (const part of [1, 2, 3]) {
    const root = await clone(`part${part}`);
    await run(root, 'pull', '--shard', `${part}/3`);
    dataOf(root).forEach((path) => seen.set(path, (seen.get(path) ?? 0) + 1));
    expect(cached(root)).toBeLessThan(2 * (dataOf(root).length + 1) + 1); // each object and its folder, the list among them
  }
  expect([...seen.keys()].toSorted()).toEqual(files.toSorted());
  expect([...seen].filter(([, times]) => times !== 1)).toEqual([['model.bin', 3]]);
  const root = join(at.path, 'part1');
  expect(await run(root, 'status')).toContain("'data' holds only part 1/3, as it was pulled; the rest isn't deleted.");
  for (const save of [
    ['add', 'data'],
    ['repro', 'data.dvc'],
  ]) {
    expect(await sightline(root, ...save)).toMatchObject({ code: 2, stderr: expect.stringContaining('[partial-data]') });
  }
  await run(root, 'pull', '--shard', '2/3');
  expect(await run(root, 'status')).toContain('holds only part 1/3 and part 2/3');
  await run(root, 'pull');
  expect(dataOf(root)).toEqual(files.toSorted());
  expect(await run(root, 'status')).toBe('Data and pipelines are up to date.\n');
  await run(root, 'add', 'data');
});

it.each(['none', 'broken', 'none, nor a list'])('without a note a part is not taken for the whole either: %s', async (note) => {
  using at = temporaryFolder();
  const root = await (await pushedProject(at.path))('clone');
  await run(root, 'pull', '--shard', '1/3');
  const noteFile = join(root, '.dvc/tmp/sightline/parts.json');
  expect(existsSync(noteFile)).toBe(true);
  rmSync(noteFile);
  if (note === 'broken') {
    writeFileSync(noteFile, '{');
  } else if (note !== 'none') {
    rmSync(join(root, '.dvc/cache'), { recursive: true });
  }
  const before = readFileSync(join(root, 'data.dvc'), 'utf8');
  for (const save of ['add data', 'repro data.dvc']) {
    expect(await sightline(root, ...save.split(' '))).toMatchObject({ code: 2, stderr: expect.stringContaining('[partial-data]') });
  }
  expect(readFileSync(join(root, 'data.dvc'), 'utf8')).toBe(before);
  await run(root, ...(note === 'broken' ? ['commit', '--force', 'data.dvc'] : ['add', '--force', 'data']));
  expect(readFileSync(join(root, 'data.dvc'), 'utf8')).not.toBe(before);
});

it('a list of files brings these alone, and says what of it is no data', async () => {
  using at = temporaryFolder();
  const clone = await pushedProject(at.path);
  const root = await clone('listed');
  writeFileSync(join(root, 'list'), 'data/class 1\ndata/ü.txt\n');
  await run(root, 'pull', '--files-from', 'list');
  const wanted = files.filter((file) => file.startsWith('data/class 1/') || file === 'data/ü.txt');
  expect(dataOf(root)).toEqual(wanted.toSorted());
  expect(existsSync(join(root, 'model.bin'))).toBe(false);
  writeFileSync(join(root, 'list'), 'model.bin\ndata/none.txt\n');
  expect(await sightline(root, 'fetch', '--files-from', 'list')).toMatchObject({
    code: 2,
    stderr: expect.stringContaining("'data/none.txt' of the list names no tracked file"),
  });
  expect(await sightline(root, 'pull', '--files-from', 'nolist')).toMatchObject({
    code: 2,
    stderr: expect.stringMatching(/^error: 'nolist', the list of files, does not exist \[missing-file\]/),
  });
  writeFileSync(join(root, 'list'), '../outside\n');
  expect(await sightline(root, 'pull', '--files-from', 'list')).toMatchObject({ code: 2, stderr: expect.stringContaining('list:1') });
  expect(await sightline(root, 'pull', '--shard', '4/3')).toMatchObject({ code: 2, stderr: expect.stringContaining('[invalid-option]') });
});

it('a pull that brings nothing leaves no part, and says what a list can not be looked up in', async () => {
  using at = temporaryFolder();
  const clone = await pushedProject(at.path);
  const root = await clone('bare');
  await run(root, 'pull', '--shard', '1/2');
  rmSync(join(root, 'data'), { recursive: true });
  expect(await run(root, 'status')).not.toContain('holds only part');
  rmSync(join(root, '.dvc/cache'), { recursive: true });
  rmSync(join(at.path, 'remote'), { recursive: true });
  mkdirSync(join(at.path, 'remote'));
  expect(await sightline(root, 'pull', '--shard', '1/2')).toMatchObject({ code: 3 });
  mkdirSync(join(root, 'data'));
  writeFileSync(join(root, 'data', 'mine.txt'), 'mine');
  expect(await run(root, 'status')).not.toContain('holds only part');
  writeFileSync(join(root, 'list'), 'data/class 1\ndata/ü.txt\n');
  for (const command of ['pull', 'fetch']) {
    expect(await sightline(root, command, '--files-from', 'list')).toMatchObject({
      code: 3,
      stderr: expect.stringContaining(
        "'data/class 1' and 1 other line of the list are not to be found, since what 'data' holds is listed neither in the cache nor at the remote",
      ),
    });
  }
  await run(root, 'pull', '--allow-missing', '--files-from', 'list');
});

it("a stage's output that holds a part is told of and not saved", async () => {
  using at = temporaryFolder();
  const clone = await pushedProject(at.path);
  const origin = join(at.path, 'origin');
  writeFileSync(join(origin, 'dvc.yaml'), 'stages:\n  copy:\n    cmd: cp -r data copied\n    outs: [copied]\n');
  await run(origin, 'repro');
  await run(origin, 'push');
  await git(origin, 'add', '--all');
  await git(origin, 'commit', '--quiet', '--message', 'Stage');
  const root = await clone('staged');
  await run(root, 'pull', '--shard', '1/2');
  expect(await run(root, 'status')).toContain("'copied' holds only part 1/2");
  expect(await sightline(root, 'commit', 'copy')).toMatchObject({ code: 2, stderr: expect.stringContaining('[unsaved-changes]') });
  const fewer = 'stages:\n  copy:\n    cmd: mkdir copied && echo one > copied/one && echo two > copied/two\n    outs: [copied]\n';
  writeFileSync(join(root, 'dvc.yaml'), fewer);
  await run(root, 'repro', 'copy');
  rmSync(join(root, 'copied', 'two'));
  await run(root, 'commit', '--force', 'copy');
});
