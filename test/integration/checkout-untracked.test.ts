import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { CachedProject } from '../support/cached-project.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { testProject } from '../support/test-project.ts';

it('a file does not take the place of a folder that holds an ignored one, unless forced', async () => {
  using folder = temporaryFolder();
  const project = new CachedProject(join(folder.path, 'repository'));
  await project.create();
  project.track('data', ['one', 'two']);
  expect((await project.run('checkout')).code).toBe(0);
  project.write('.dvcignore', '*.log\n');
  project.write('data/notes.log', 'kept nowhere else');
  project.track('data', 'a file');
  const refused = await project.run('checkout');
  expect(refused.code).toBe(2);
  expect(refused.stderr).toContain("'data/notes.log' would be lost");
  expect(existsSync(join(project.root, 'data/notes.log'))).toBe(true);
  expect((await project.run('checkout', '--force')).code).toBe(0);
  expect(existsSync(join(project.root, 'data/notes.log'))).toBe(false);
});

it.each([
  ['a file', 'd/a.log', 'unsaved\n'],
  ['a folder', 'd/a.log/b.log', 'unsaved\n'],
])('%s that is ignored now is not overwritten by the tracked file of its name, unless forced', async (_, path, text) => {
  using project = await testProject({ 'd/a.log': 'tracked\n', 'd/b': 'b' });
  await project.add('d');
  project.write('.dvcignore', '*.log\n');
  rmSync(join(project.root, 'd/a.log'));
  project.write(path, text);
  await expect(project.checkout()).rejects.toMatchObject({ code: 'unsaved-changes' });
  expect(project.read(path)).toBe(text);
});

it('an ignored file that the cache has a copy of gives way to the tracked one', async () => {
  using project = await testProject({ 'd/a.log': 'tracked\n', 'd/b': 'other\n' });
  await project.add('d');
  project.write('.dvcignore', '*.log\n');
  project.write('d/a.log', 'other\n');
  expect((await project.checkout()).failed).toEqual([]);
  expect(project.read('d/a.log')).toBe('tracked\n');
});
