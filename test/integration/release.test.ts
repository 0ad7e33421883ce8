import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, test } from 'vitest';
import { version } from '../../src/version.ts';
import { execute, git } from '../support/cli.ts';
import { type TemporaryFolder, temporaryFolder } from '../support/temporary-folder.ts';

const repository = resolve(import.meta.dirname, '../..');

/** Builds a release into a folder of its own, since other tests run what is in dist, and answers the tarball. */
async function release(folder: string): Promise<string> {
  const { code, stderr } = await execute(process.execPath, ['scripts/release.ts', `v${version}`, folder], repository);
  expect(`${code} ${stderr}`).toBe('0 ');
  return join(folder, 'release.tar');
}

/** A clone of an empty repository with one commit. */
async function startClone(folder: TemporaryFolder): Promise<string> {
  const clone = join(folder.path, 'clone');
  await git(folder.path, 'init', '--quiet', '--bare', 'origin.git');
  await git(folder.path, 'clone', '--quiet', 'origin.git', 'clone');
  writeFileSync(join(clone, 'a.txt'), 'sources\n');
  await git(clone, 'add', '.');
  await git(clone, 'commit', '--quiet', '--message', 'Start');
  return clone;
}

test('a release has the same bytes every time, and all that its actions need', { timeout: 120_000 }, async () => {
  using folder = temporaryFolder();
  const tarball = await release(join(folder.path, 'first'));
  expect(readFileSync(await release(join(folder.path, 'second'))).equals(readFileSync(tarball))).toBe(true);
  const names = (await execute('tar', ['-tf', tarball], repository)).stdout.split('\n');
  expect(names).toEqual(expect.arrayContaining(['action.yml', 'LICENSE', 'actions/setup/action.yml', 'actions/train/train.sh']));
  expect(names).toContain('dist/actions/setup/main.mjs');
  expect(names.filter((name) => /\.ts$|^src|^node_modules|^\//.test(name))).toEqual([]);
});

test('a release is refused for a tag of another version', async () => {
  expect((await execute(process.execPath, ['scripts/release.ts', 'v99.0.0'], repository)).code).toBe(1);
});

test('a branch gets the files of a release as its next commit, and only goes forward', { timeout: 120_000 }, async () => {
  using folder = temporaryFolder();
  const clone = await startClone(folder);
  const tarball = await release(join(folder.path, 'built'));
  const env = { GITHUB_REPOSITORY: 'acme/sightline', GITHUB_OUTPUT: join(folder.path, 'output') };
  const publish = (tag: string): ReturnType<typeof execute> =>
    execute(join(repository, 'scripts/publish-actions.sh'), [tarball, tag], clone, env);
  expect(await publish('v1.9.0')).toMatchObject({ code: 0, stdout: expect.stringMatching(/^v1 is at [0-9a-f]{40}\n$/) });
  expect(await publish('v1.10.0')).toMatchObject({ code: 0 });
  for (const [tag, why] of [
    ['v1.9.1', 'v1 is at v1.10.0 already'],
    ['v1.10.0', 'v1 is at v1.10.0 already'],
    ['v1', 'no tag of a release'],
    ['v1.0.0-rc.1', 'no tag of a release'],
  ] as const) {
    const refused = await publish(tag);
    expect({ code: refused.code, said: refused.stdout }).toEqual({ code: 1, said: expect.stringContaining(why) });
  }
  const origin = join(folder.path, 'origin.git');
  expect(await git(origin, 'log', '--format=%s', 'v1')).toBe('v1.10.0\nv1.9.0\n');
  expect(await git(origin, 'log', '-1', '--format=%b', 'v1')).toContain(`Built from ${(await git(clone, 'rev-parse', 'HEAD')).trim()}.`);
  const tip = (await git(origin, 'rev-parse', 'v1')).trim();
  expect(readFileSync(env.GITHUB_OUTPUT, 'utf8')).toContain(`actions=acme/sightline@${tip} v1.10.0\n`);
  await git(folder.path, 'clone', '--quiet', '--branch', 'v1', 'origin.git', 'user');
  expect(existsSync(join(folder.path, 'user/a.txt'))).toBe(false);
  const step = await execute(process.execPath, ['dist/actions/setup/main.mjs'], join(folder.path, 'user'), { RUNNER_TOOL_CACHE: '' });
  expect(step).toMatchObject({ code: 1, stdout: expect.stringContaining('RUNNER_TOOL_CACHE is not set') });
  expect((await execute('test', ['-x', 'actions/train/train.sh'], join(folder.path, 'user'))).code).toBe(0);
  expect(await git(clone, 'status', '--porcelain')).toBe('');
});
