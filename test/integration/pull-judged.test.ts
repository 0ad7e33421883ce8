import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { git, sightline, type Finished } from '../support/cli.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { ToyProject } from '../support/toy-project.ts';

/** A clone with an empty cache, whose own training is done; what base answered is at the remote alone. */
async function trainedClone(root: string): Promise<(...args: string[]) => Promise<Finished>> {
  const origin = new ToyProject(join(root, 'origin'));
  await origin.create();
  await origin.sightline('remote', 'add', '-d', 'store', join(root, 'store'));
  await origin.sightline('train');
  await origin.commit('Baseline');
  await origin.sightline('push', '--run-cache');
  await origin.sightline('register');
  const clone = join(root, 'clone');
  await git(root, 'clone', '--quiet', origin.root, clone);
  const run = (...args: string[]): Promise<Finished> => sightline(clone, ...args);
  await git(clone, 'switch', '--quiet', '--create', 'better');
  const better = new ToyProject(clone);
  await better.write('params.yaml', 'skill: 0.95\n');
  await better.commit('Train longer');
  expect(await run('train', '--pull')).toMatchObject({ code: 0 });
  return run;
}

describe('a machine that has trained, and has no data of base', () => {
  it.each([['compare'], ['report']])('can %s with --pull alone', async (command) => {
    using folder = temporaryFolder();
    const run = await trainedClone(folder.path);
    expect(await run(command, '--base', 'main')).toMatchObject({ code: 2, stderr: expect.stringContaining('[no-predictions]') as unknown });
    expect(await run(command, '--base', 'main', '--pull')).toMatchObject({ code: 0 });
    expect(await run(command, '--base', 'main')).toMatchObject({ code: 0 }); // the cache has it now
  });

  it('can register with --pull alone', async () => {
    using folder = temporaryFolder();
    const run = await trainedClone(folder.path);
    await git(join(folder.path, 'clone'), 'commit', '--quiet', '--all', '--message', 'Lock');
    expect((await run('register')).code).toBe(2);
    expect(await run('register', '--pull')).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('Registered toy@v0.2.0') as unknown,
    });
  });

  it('is told where the remote lacks it as well', async () => {
    using folder = temporaryFolder();
    const run = await trainedClone(folder.path);
    await run('remote', 'modify', 'store', 'url', join(folder.path, 'empty'));
    const { code, stderr } = await run('compare', '--base', 'main', '--pull');
    expect(code).toBe(2);
    expect(stderr).toMatch(/neither in the cache nor at the remote[^]*\[no-predictions\]/);
  });
});
