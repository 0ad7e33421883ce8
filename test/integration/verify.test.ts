import { chmodSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { objectKey } from '../../src/core/data/object-key.ts';
import { CachedProject } from '../support/cached-project.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

let folder: ReturnType<typeof temporaryFolder>;
let project: CachedProject;
let remote: string;

beforeEach(async () => {
  folder = temporaryFolder();
  project = new CachedProject(join(folder.path, 'repository'));
  remote = join(folder.path, 'store');
  await project.create();
});

afterEach(() => folder[Symbol.dispose]());

/** Changes a byte of a file, and neither its size nor its times. */
function rot(file: string): void {
  const { mode, atime, mtime } = statSync(file);
  const bytes = readFileSync(file);
  bytes[0] = (bytes[0] ?? 0) ^ 1;
  chmodSync(file, 0o644);
  writeFileSync(file, bytes);
  chmodSync(file, mode);
  utimesSync(file, atime, mtime);
}

function fileOf(md5: string, base = join(project.root, '.dvc/cache')): string {
  return join(base, objectKey({ md5, hash: 'md5' }));
}

it('takes what follows --remote for its name, and says how a target is verified', async () => {
  project.track('images', ['one']);
  await project.run('remote', 'add', 'store', remote);
  const { code, stderr } = await project.run('verify', '--remote', 'images');
  expect(code).toBe(2);
  expect(stderr).toContain("there is no remote 'images' in the configuration");
  expect(stderr).toContain("There are: store. To verify what 'images' tracks, name it first: 'sightline verify images --remote'.");
});

it('finds what rotted in the cache, tells what uses it, and removes only that', async () => {
  const list = project.track('images', ['one', 'two', 'three']);
  const [file, other] = [project.put('one'), project.put('two')];
  const text = project.track('text', 'a text');
  await project.commit();
  expect(await project.run('verify')).toMatchObject({ code: 0, stdout: expect.stringMatching(/^cache: 5 hashed \(.*\), all whole\.\n$/) });
  rot(fileOf(file));
  rot(fileOf(text));
  writeFileSync(join(project.root, '.dvc/cache/files/md5', file.slice(0, 2), 'notes.txt'), 'x');
  const found = await project.run('verify');
  expect(found.code).toBe(1);
  expect(found.stderr).toContain('2 contents are damaged [damaged-data]');
  expect(found.stdout).toContain(`Damaged: ${fileOf(file)}: its content has the hash `);
  expect(found.stdout).toContain('  used by images.dvc of main: 0\n');
  expect(found.stdout).toContain('  used by text.dvc of main\n');
  expect(found.stdout).toContain('2 damaged, 1 strange');
  expect((await project.run('verify', 'images')).stdout).not.toContain(text);
  const answer = JSON.parse((await project.run('verify', '--remove', '--json')).stdout) as { removed: number };
  expect(answer.removed).toBe(2);
  expect([file, other, list, text].map((md5) => project.has(md5))).toEqual([false, true, true, false]);
  const after = await project.run('verify');
  expect(after.code).toBe(0);
  expect(after.stdout).toContain(`Missing: files/md5/${text.slice(0, 2)}/${text.slice(2)}\n`);
});

it('takes a list of files for damaged that is none, and text of DVC 2 for what it is', async () => {
  const bad = project.put('[1]');
  const old = join(project.root, '.dvc/cache/c8/1e728d9d4c2f636f067f89cc14862c'); // md5 of "2"
  project.write('.dvc/cache/0d/b7d53f0f4ac92ad9bd4b2d5a6bd0c3', 'not of that hash');
  project.write(old.slice(project.root.length + 1), '2');
  project.write('.dvc/cache/e4/19bd49d7b3b8a2f7cd1e3a3f0e1c4a.unpacked', 'DVC kept such once');
  const found = await project.run('verify', '--json');
  const { places } = JSON.parse(found.stdout) as { places: { damaged: { md5: string; what: string }[]; strange: string[] }[] };
  expect(places[0]?.damaged.map(({ md5 }) => md5).toSorted()).toEqual(['0db7d53f0f4ac92ad9bd4b2d5a6bd0c3', bad].toSorted());
  expect(places[0]?.damaged.find(({ md5 }) => md5 === bad)?.what).toContain('no list of files');
  expect(places[0]?.strange).toEqual(['e4/19bd49d7b3b8a2f7cd1e3a3f0e1c4a.unpacked']);
  expect(found.code).toBe(1);
});

it('sees a file of the workspace that changed without a trace, which status then sees too', async () => {
  project.write('images/one', 'one');
  project.write('images/sub/two', 'two');
  utimesSync(join(project.root, 'images/sub/two'), 1e9, 1e9); // whole seconds, which can be set again
  await project.run('add', 'images');
  expect((await project.run('verify', '--workspace')).stdout).toMatch(/^workspace: 2 hashed \(6 B\), all whole\.\n$/);
  rot(join(project.root, 'images/sub/two'));
  expect((await project.run('status')).stdout).toContain('up to date');
  const found = await project.run('verify', '--workspace');
  expect(found).toMatchObject({ code: 1, stdout: expect.stringContaining('Damaged: images/sub/two: ') });
  expect((await project.run('status')).stdout).toContain('images');
  const after = await project.run('verify', '--workspace');
  expect(after).toMatchObject({ code: 0, stdout: expect.stringContaining('Changed: images\n') });
});

it('downloads and hashes what a remote holds, however it looks', async () => {
  await project.run('remote', 'add', '-d', 'store', remote);
  const list = project.putFolder(['one', 'x'.repeat(5 << 20)], remote);
  project.put(readFileSync(fileOf(list, remote), 'utf8'));
  project.write('images.dvc', `outs:\n- md5: ${list}\n  hash: md5\n  path: images\n`);
  await project.commit();
  const whole = await project.run('verify', '--remote');
  expect(whole).toMatchObject({ code: 0, stdout: expect.stringMatching(/^remote store: 3 hashed \(5\.2 MB\), all whole\.\n$/) });
  const [gone] = project.objects(remote).filter((md5) => statSync(fileOf(md5, remote)).size === 3);
  const one = readFileSync(fileOf(gone ?? '', remote));
  rmSync(fileOf(gone ?? '', remote));
  const lacking = await project.run('verify', '--remote');
  expect(lacking).toMatchObject({ code: 1, stderr: expect.stringContaining('1 content is missing at the remote') });
  expect(lacking.stdout).toContain(`Missing: ${objectKey({ md5: gone ?? '', hash: 'md5' })}\n  used by images.dvc of the workspace: 0\n`);
  expect(lacking.stdout).toContain('  used by images.dvc of main: 0\n');
  const told = JSON.parse((await project.run('verify', '--remote', '--json')).stdout) as unknown;
  const key = objectKey({ md5: gone ?? '', hash: 'md5' });
  const uses = { [key]: expect.arrayContaining(['images.dvc of the workspace: 0', 'images.dvc of main: 0']) as unknown };
  expect(told).toMatchObject({ places: [{ place: 'remote store', missing: [key], uses }] });
  project.put(one.toString(), remote);
  project.write('images.dvc', `outs:\n- md5: ${list}\n  hash: md5\n  path: images\n  push: false\n`);
  rmSync(fileOf(gone ?? '', remote));
  expect((await project.run('verify', '--remote')).code).toBe(0);
  project.put(one.toString(), remote);
  await project.git('checkout', '--quiet', 'images.dvc');
  const big = project.objects(remote).find((md5) => statSync(fileOf(md5, remote)).size > 1000) ?? '';
  rot(fileOf(big, remote));
  const found = await project.run('verify', '--remote', 'store');
  expect(found).toMatchObject({ code: 1, stdout: expect.stringContaining('  used by images.dvc of main: 1\n') });
  expect(project.has(big)).toBe(false);
  expect(found.stderr).toContain("'sightline verify --remote store --remove'");
  const unasked = await project.run('verify', '--remote', '--remove');
  expect(unasked).toMatchObject({ code: 2, stderr: expect.stringContaining(`Removing ${remote}/${objectKey({ md5: big, hash: 'md5' })}`) });
  expect(project.has(big, remote)).toBe(true);
  const others = project.objects(remote).filter((md5) => md5 !== big);
  expect(await project.run('verify', '--remote', '--remove', '-f')).toMatchObject({ code: 1, stderr: expect.stringContaining('push') });
  expect(project.objects(remote)).toEqual(others);
  project.put('x'.repeat(5 << 20));
  expect((await project.run('push')).stdout).toContain('1 file pushed');
  expect(await project.run('verify', '--remote')).toMatchObject({ code: 0, stdout: expect.stringContaining('all whole') });
});
