import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, it } from 'vitest';
import { objectKey } from '../../src/core/data/object-key.ts';
import { CachedProject } from '../support/cached-project.ts';
import { execute, type Finished } from '../support/cli.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const cli = resolve(import.meta.dirname, '../../dist/sightline.mjs');

/** `gc` on a terminal of its own, at which this is typed before the input ends; whether an unused object is there afterwards. */
async function collect(typed: string): Promise<Finished & { readonly isKept: boolean }> {
  using folder = temporaryFolder();
  const project = new CachedProject(join(folder.path, 'repository'));
  await project.create();
  const object = join(project.root, '.dvc/cache', objectKey({ md5: project.put('unused'), hash: 'md5' }));
  const onTerminal = `printf '${typed}' | script -qec "${process.execPath} ${cli} gc -w" /dev/null`;
  const finished = await execute('sh', ['-c', onTerminal], project.root);
  return { ...finished, isKept: existsSync(object) };
}

it('ends where the input of a terminal ends before an answer', { timeout: 20_000 }, async () => {
  const { code, stdout, isKept } = await collect('');
  expect([code, isKept]).toEqual([2, true]);
  expect(stdout).toMatch(/\[y\/n\]: [^]*not confirmed: the input ended before an answer \[invalid-option\]/);
});

it.each([
  ['y\\n', 0, false],
  ['n\\n', 1, true],
  ['\\n', 1, true],
])('takes %j for an answer', { timeout: 20_000 }, async (typed, code, isKept) => {
  expect(await collect(typed)).toMatchObject({ code, isKept });
});
