import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Training } from '../../src/app/train.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { ToyProject } from '../support/toy-project.ts';

const cli = resolve('dist/sightline.mjs');
const preload = resolve('test/support/list-modules.ts');
const heavy = /node_modules\//;

/** What a command of the built CLI loads, Node's own modules as `node:...`. */
function modulesOf(cwd: string, ...args: string[]): readonly string[] {
  const list = join(cwd, '.git', 'modules.txt');
  const env = { ...process.env, MODULE_LIST: list, SIGHTLINE_CACHE_DIR: join(cwd, '.git/sightline-index') };
  const { status, stderr } = spawnSync(process.execPath, ['--import', preload, cli, ...args], { cwd, env, encoding: 'utf8' });
  expect(`${status}${stderr}`).toMatch(/^0/);
  return readFileSync(list, 'utf8').trim().split('\n');
}

describe('a light command', () => {
  it.each([['--version'], ['--help'], ['repro'], ['status'], ['plan'], ['dag']])(
    '%s loads no package from outside the bundle',
    async (command) => {
      using folder = temporaryFolder();
      const project = new ToyProject(folder.path);
      await project.create();
      await project.json<Training>('train');
      const modules = modulesOf(folder.path, command);
      expect(modules.some((url) => url.includes('dist/sightline.mjs'))).toBe(true);
      expect(modules.filter((url) => heavy.test(url))).toEqual([]);
    },
  );

  it('--version loads nothing but the entry and the version', () => {
    using folder = temporaryFolder();
    spawnSync('git', ['init', '--quiet'], { cwd: folder.path });
    const own = modulesOf(folder.path, '--version').filter((url) => url.startsWith('file:') && !url.includes('list-modules'));
    expect(own.map((url) => url.replace(/^.*\//, '').replace(/-[\w-]{8}\.mjs$/, ''))).toEqual(['sightline.mjs', 'main', 'version']);
  });
});
