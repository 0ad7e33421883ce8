import { readdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { hashDirObject } from '../../src/core/data/dir-object.ts';
import { type TestProject, testProject } from '../support/test-project.ts';

const md5 = 'b1946ac92492d2347c6235b4d2611184'; // of 'hello\n'
const object = `.dvc/cache/files/md5/${md5.slice(0, 2)}/${md5.slice(2)}`;

function everyFile(project: TestProject): readonly string[] {
  return readdirSync(join(project.root, '..'), { recursive: true, encoding: 'utf8' }).filter(
    (name) => !/^cache|\.dvc\/(?:tmp|cache)/.test(name),
  );
}

it.each([
  '.git/hooks/post-checkout',
  '.dvc/config',
  '../x',
  '../../x',
  '/tmp/sightline-hostile',
  'sub/../.git/x',
  'a/.GIT/x',
  'dvc.yaml',
  'y.dvc',
  '.',
])('checkout writes nothing for a .dvc file that names %j', async (path) => {
  using project = await testProject({
    [object]: 'hello\n',
    'x.dvc': `outs:\n- md5: ${md5}\n  hash: md5\n  isexec: true\n  path: ${path}\n`,
  });
  const before = everyFile(project);
  await expect(project.checkout({ force: true })).rejects.toMatchObject({ code: 'forbidden-path', place: { file: 'x.dvc' } });
  expect(everyFile(project)).toEqual(before);
});

it.each(['.git/hooks/post-checkout', 'deep/.dvc/config'])('checkout writes nothing of a folder object that names %j', async (relpath) => {
  const content = `[{"md5": "${md5}", "relpath": "${relpath}"}]`;
  const id = hashDirObject(content);
  using project = await testProject({
    [object]: 'hello\n',
    [`.dvc/cache/files/md5/${id.slice(0, 2)}/${id.slice(2)}`]: content,
    'x.dvc': `outs:\n- md5: ${id}\n  hash: md5\n  path: data\n`,
  });
  const { failed } = await project.checkout({ force: true });
  expect(failed).toMatchObject([{ code: 'missing-data' }]);
  expect(project.exists('data')).toBe(false);
});

it('checkout makes and removes nothing behind a link', async () => {
  const empty = 'd751713988987e9331980363e24189ce.dir';
  using project = await testProject({
    [`.dvc/cache/files/md5/${empty.slice(0, 2)}/${empty.slice(2)}`]: '[]',
    'x.dvc': `outs:\n- md5: ${empty}\n  hash: md5\n  path: link/made\n`,
    '.git/kept/file': 'kept\n',
    'y.dvc': `outs:\n- md5: ${empty}\n  hash: md5\n  path: link/kept\n`,
  });
  symlinkSync('.git', join(project.root, 'link'));
  for (const target of ['x.dvc', 'y.dvc']) {
    await expect(project.checkout({ force: true, targets: [target] })).rejects.toMatchObject({ code: 'write-failed' });
  }
  expect(project.exists('.git/made')).toBe(false);
  expect(project.read('.git/kept/file')).toBe('kept\n');
});

it('refuses an output on a remote', async () => {
  using project = await testProject({ 'x.dvc': 'outs:\n- path: s3://bucket/x\n' });
  await expect(project.checkout()).rejects.toMatchObject({
    code: 'invalid-dvc-file',
    message: "'s3://bucket/x' can't be used: remote outputs and dependencies aren't supported yet",
  });
});
