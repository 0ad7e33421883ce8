import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { CachedProject } from '../support/cached-project.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

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
