import { readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, it } from 'vitest';
import { objectKey } from '../../src/core/data/object-key.ts';
import { trackedProject } from '../support/cached-project.ts';
import { sightlineWith } from '../support/cli.ts';
import { mergingProject } from '../support/merging-project.ts';

/** What a process needs to have another one try the lock of the cache at each of its changes, and what came of it. */
function trying(root: string): { readonly env: Readonly<Record<string, string>>; readonly tried: () => readonly string[] } {
  const log = join(root, '.git/tried');
  writeFileSync(log, '');
  const preload = resolve(import.meta.dirname, '../support/try-cache-lock.ts');
  const env = { NODE_OPTIONS: `--import=${preload}`, TRIED_CACHE: join(root, '.dvc/cache'), TRIED_LOG: log };
  return { env, tried: () => [...new Set(readFileSync(log, 'utf8').trim().split('\n'))] }; // a rename is tried again once its folder is made
}

it('gc holds the lock of the cache until it has removed everything', async () => {
  const { folder, project } = await trackedProject();
  using _ = folder;
  const unused = ['nothing names this', 'nor this'].map((content) => objectKey({ md5: project.put(content), hash: 'md5' }));
  const { env, tried } = trying(project.root);
  const done = await sightlineWith(env, project.root, 'gc', '-w', '-f');
  expect(done).toMatchObject({ code: 0, stdout: 'Removed 2 objects from repo cache.\n' });
  expect(tried().toSorted()).toEqual(unused.map((key) => `busy ${key}`).toSorted());
});

it('the merge driver holds it until it has written a list of files and its note', async () => {
  using project = await mergingProject({ 'data/a': 'a', 'data/b': 'b' }, ({ add }) => add('data'));
  await project.branch('other', async () => {
    project.edit({ 'data/b': 'B' });
    await project.add('data');
  });
  project.edit({ 'data/a': 'A' });
  await project.add('data');
  project.commitAll('Ours');
  const files = ['main~1', 'main', 'other'].map((revision) => {
    writeFileSync(join(project.root, `.git/${revision}.side`), project.git('show', `${revision}:data.dvc`));
    return `.git/${revision}.side`;
  });
  const { env, tried } = trying(project.root);
  const merged = await sightlineWith({ ...project.env, ...env }, project.root, 'merge-driver', 'run', ...files, '7', 'data.dvc');
  expect(merged.code).toBe(0);
  const md5 = /md5: (?<md5>\w+\.dir)/.exec(project.read('.git/main.side'))?.groups?.['md5'] ?? '';
  expect(tried()).toEqual([`busy ${objectKey({ md5, hash: 'md5' })}`, `busy sightline/merged/${md5}`]);
});
