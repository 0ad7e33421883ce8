import { execFileSync } from 'node:child_process';
import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { filesBelow, type RemoteProject, type RemoteWorld, remoteWorld } from './remote-world.ts';
import { succeeded, type Tool, toolEnv } from './tool.ts';

const objectsIn = (folder: string): readonly string[] =>
  [...filesBelow(folder).keys()].filter((key) => key.startsWith('files/md5/')).toSorted();
const cacheOf = (root: string): readonly string[] => objectsIn(join(root, '.dvc/cache'));

async function save(tool: Tool, project: RemoteProject, version: string): Promise<void> {
  for (let at = 0; at < 5; at += 1) {
    project.write(`data/${at}.txt`, at < 3 ? `same ${at}\n` : `${version} ${at}\n`);
  }
  project.write('one.txt', `${version}\n`);
  succeeded(await tool.run(['add', '--quiet', 'data', 'one.txt'], project.root));
  succeeded(await tool.run(['push', '--quiet'], project.root));
}

/** Commits of main, of a branch and one that only a tag leads to; what is on disk isn't committed, and some data is in no commit. */
async function history(tool: Tool, project: RemoteProject): Promise<void> {
  const commit = async (version: string): Promise<void> => {
    await save(tool, project, version);
    project.git('add', '--all');
    project.git('commit', '--quiet', '--message', version);
  };
  await commit('first');
  await commit('second');
  project.git('switch', '--quiet', '--create', 'side');
  await commit('side');
  project.git('switch', '--quiet', '--detach', 'main');
  await commit('tagged');
  project.git('tag', '--annotate', '--message', 'x', 'v1');
  project.git('switch', '--quiet', 'main');
  await commit('third');
  await commit('fourth');
  await save(tool, project, 'dropped');
  await save(tool, project, 'on disk');
}

describe('gc beside DVC', () => {
  let world: RemoteWorld;
  let made: RemoteProject;
  let copies = 0;

  beforeAll(async () => {
    world = await remoteWorld('folder');
    made = await world.project();
    await history(world.theirs, made);
  });

  afterAll(async () => {
    await world[Symbol.asyncDispose]();
  });

  /** The same repository and remote elsewhere; the remote lies beside the repository, whose configuration names it. */
  function copy(): string {
    const folder = `${dirname(made.root)}-${++copies}`;
    cpSync(dirname(made.root), folder, { recursive: true, preserveTimestamps: true });
    const config = join(folder, 'origin', '.dvc', 'config');
    writeFileSync(config, readFileSync(config, 'utf8').replace(dirname(made.root), folder));
    return join(folder, 'origin');
  }

  async function collect(tool: Tool, args: readonly string[]): Promise<{ root: string; left: readonly (readonly string[])[] }> {
    const root = copy();
    succeeded(await tool.run(['gc', '-f', ...args], root));
    return { root, left: [cacheOf(root), objectsIn(join(dirname(root), 'remote'))] };
  }

  it.each([
    [['-w']],
    [['-A']],
    [['--rev', 'main~1']],
    [['--rev', 'main~1', '-a', '-n', '3']],
    [['-a', '-n', '2']],
    [['--date', '2026-01-01']],
    [['--date', '2030-01-01']],
    [['-w', '-c']],
    [['-w', '--not-in-remote']],
  ])('%j leaves what DVC leaves when told to mind all branches and tags', async (args) => {
    const ours = await collect(world.ours, args.includes('-c') ? [...args, '--grace', '0'] : args);
    const theirs = await collect(world.theirs, [...args, '-a', '-T']);
    expect(ours.left).toEqual(theirs.left);
  });

  it('leaves every branch and tag whole for DVC, and so more than DVC does', async () => {
    const ours = await collect(world.ours, ['-w', '-c', '--grace', '0']);
    const theirs = await collect(world.theirs, ['-w', '-c']);
    for (const [at, objects] of theirs.left.entries()) {
      expect(ours.left[at]).toEqual(expect.arrayContaining([...objects]));
      expect(ours.left[at]?.length).toBeGreaterThan(objects.length);
    }
    for (const revision of ['side', 'v1', 'main']) {
      execFileSync('git', ['switch', '--quiet', '--detach', '--force', revision], { cwd: ours.root, env: toolEnv });
      succeeded(await world.theirs.run(['checkout', '--force'], ours.root));
    }
  });

  it('stops where DVC stops, and with --skip-failed keeps what DVC does not', async () => {
    const root = copy();
    made.write(`../../${root.split('/').at(-2)}/origin/broken.dvc`, 'outs: [');
    const before = cacheOf(root);
    expect((await world.ours.run(['gc', '-f', '-w'], root)).code).toBe(2);
    expect((await world.theirs.run(['gc', '-f', '-w'], root)).code).toBe(255);
    expect(cacheOf(root)).toEqual(before);
    succeeded(await world.ours.run(['gc', '-f', '-w', '--skip-failed'], root));
    const kept = cacheOf(root);
    succeeded(await world.theirs.run(['gc', '-f', '-w', '--skip-failed'], root));
    expect([kept.length > 0, cacheOf(root)]).toEqual([true, []]);
  });

  it('needs what DVC needs', async () => {
    for (const args of [[], ['-w', '-n', '2'], ['-w', '-c', '--not-in-remote'], ['--rev', 'nothing']]) {
      for (const tool of [world.ours, world.theirs]) {
        expect((await tool.run(['gc', '-f', ...args], made.root)).code).not.toBe(0);
      }
    }
  });
});

it('gc of a bucket leaves all that DVC uses in branches and tags, and nothing else that is old enough', async () => {
  await using world = await remoteWorld('s3');
  const project = await world.project();
  await history(world.ours, project);
  const all = objectsIn(project.remote);
  succeeded(await world.ours.run(['gc', '-f', '-w', '-c'], project.root)); // all of it came just now
  expect(objectsIn(project.remote)).toEqual(all);
  succeeded(await world.ours.run(['gc', '-f', '-w', '-c', '--grace', '0'], project.root));
  const left = objectsIn(project.remote);
  expect(left.length).toBeLessThan(all.length);
  succeeded(await world.theirs.run(['gc', '-f', '-w', '-c', '-a', '-T'], project.root));
  expect(objectsIn(project.remote)).toEqual(left);
  succeeded(await world.theirs.run(['fetch', '-a', '-T'], project.clone().root));
});
