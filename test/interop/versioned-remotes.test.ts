import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Kind, type Repository, type VersionedWorld, versionedWorld } from './versioned-world.ts';

let world: VersionedWorld;

beforeAll(async () => {
  world = await versionedWorld();
});

afterAll(async () => {
  await world[Symbol.asyncDispose]();
});

/** The life of a project: what both tools record on the way must be the same. */
async function live(repository: Repository, kind: Kind): Promise<Record<string, unknown>> {
  const seen: Record<string, unknown> = {};
  const note = async (what: string): Promise<void> => {
    seen[what] = [await repository.records(), await repository.bucket('first'), await repository.bucket('second')];
  };
  await repository.make(kind);
  await repository.run('add', '-q', 'one.txt', 'dir', 'run.sh');
  await repository.run('repro', '-q');
  await repository.commit();
  await repository.run('push');
  await note('after the first push');
  const ids = await repository.ids();
  seen['a second push'] = (await repository.run('push')).includes('Everything is up to date.');
  seen['and the ids after it are the same'] = JSON.stringify(await repository.ids()) === JSON.stringify(ids);
  await repository.commit();
  await repository.write('dir/a', 'a2');
  await repository.write('dir/more', 'more');
  await rm(join(repository.root, 'dir/sub/b'));
  await repository.write('dir/sub/c', 'c');
  await repository.run('add', '-q', 'dir', 'one.txt');
  await note('after changes of a folder are added');
  await repository.run('push');
  await note('after they are pushed');
  await repository.write('dir/sub/b', 'b');
  await repository.write('one.txt', 'two\n');
  await repository.run('repro', '-q');
  await note('after the pipeline ran again');
  await repository.run('push');
  await note('after that is pushed');
  await rm(join(repository.root, 'made'), { recursive: true });
  await repository.run('repro', '-q');
  await note('after outputs that were gone are back');
  await repository.run('commit', '-f', '-q');
  await note('after a commit of what is the same');
  await repository.run('push');
  await note('after that is pushed too');
  await repository.write('dir/a', 'a3');
  await repository.write('dir/more', 'more, which is not added');
  await repository.run('add', '-q', 'dir/a');
  await note('after one file of a folder is added');
  await repository.run('push');
  await note('after that one is pushed');
  await repository.commit();
  return seen;
}

describe.each(['version_aware', 'worktree'] as const)('%s', (kind) => {
  it('records what DVC records, step by step', async () => {
    const [dvc, own] = await Promise.all([
      live(world.at(`dvc-${kind}`, world.theirs), kind),
      live(world.at(`own-${kind}`, world.ours), kind),
    ]);
    for (const step of Object.keys(dvc)) {
      expect([step, own[step]]).toEqual([step, dvc[step]]);
    }
    expect(dvc).toMatchObject({ 'a second push': true, 'and the ids after it are the same': true });
  });

  it.each([
    ['dvc', 'own'],
    ['own', 'dvc'],
  ])('%s pushed, %s pulls an old version in a fresh clone, though there are newer ones', async (from, to) => {
    const source = world.at(`${from}-${kind}`, from === 'dvc' ? world.theirs : world.ours, `${from}-${kind}`);
    const clone = await source.clone(`clone-${from}-${kind}`, to === 'dvc' ? world.theirs : world.ours);
    await clone.git('checkout', '-q', 'HEAD~1');
    await clone.run('pull', '--allow-missing'); // here.txt is pushed nowhere
    expect(await clone.workspace()).toMatchObject({ 'dir/a': 'a', 'dir/sub/b': 'b', 'one.txt': 'one\n', 'made/a': 'a', 'two.txt': 'a' });
    expect((await clone.workspace())['dir/more']).toBeUndefined();
    expect(await clone.git('status', '--short')).toBe('');
    const judge = world.at(`clone-${from}-${kind}`, world.theirs, source.prefix);
    expect(await judge.run('status', 'dir.dvc', 'one.txt.dvc', 'again')).toContain('up to date');
  });

  it('finds the versions of what ours pushed, and ours those of what DVC pushed: there is nothing left to push', async () => {
    for (const [name, other] of [
      [`own-${kind}`, world.theirs],
      [`dvc-${kind}`, world.ours],
    ] as const) {
      const repository = world.at(name, other);
      const before = await repository.records();
      expect(await repository.run('push')).toContain('Everything is up to date.');
      expect(await repository.records()).toEqual(before);
    }
  });

  it('an old commit is pushed: the newest versions stay, and so do the records, which DVC loses', async () => {
    const clone = await world.at(`own-${kind}`, world.ours).clone(`old-${kind}`, world.ours);
    await clone.git('checkout', '-q', 'HEAD~1');
    const before = [await clone.records(), await clone.ids(), await clone.bucket('first')];
    expect(await clone.run('push')).toContain('Everything is up to date.');
    expect([await clone.records(), await clone.ids(), await clone.bucket('first')]).toEqual(before);
  });
});

describe('a folder in a version-aware remote', () => {
  const make = async (name: string): Promise<Repository> => {
    const repository = await world.at(name, world.ours).make('version_aware');
    await repository.run('add', '-q', 'dir');
    return repository;
  };

  it('a part that is pushed is recorded, and the rest stays listed', async () => {
    const repository = await make('part');
    expect(await repository.run('push', 'dir/sub')).toContain('1 file pushed');
    const { 'dir.dvc': record = '' } = await repository.records();
    expect(record.match(/relpath: .*/g)).toEqual(['relpath: a', 'relpath: empty', 'relpath: sub/b', 'relpath: ü.txt']);
    expect(record.match(/version_id/g)).toHaveLength(1);
    expect(await repository.run('push', 'dir.dvc')).toContain('3 files pushed');
    expect((await repository.records())['dir.dvc']?.match(/version_id/g)).toHaveLength(4);
  });

  it('a file that is nowhere stays listed without a version', async () => {
    const repository = await make('nowhere');
    await rm(join(repository.root, '.dvc/cache/files/md5/0c'), { recursive: true }); // a
    expect(await repository.run('push', 'dir.dvc')).toContain('dir/a');
    const { 'dir.dvc': record = '' } = await repository.records();
    expect([record.match(/relpath/g)?.length, record.match(/version_id/g)?.length]).toEqual([4, 3]);
  });

  it('ids of one remote say nothing of another: all is sent there, and recorded of it', async () => {
    const repository = await make('moved');
    await repository.run('push', 'dir.dvc');
    expect(await repository.run('push', '-r', 'second', 'dir.dvc')).toContain('4 files pushed');
    const { 'dir.dvc': record = '' } = await repository.records();
    expect([record.includes('first:'), record.match(/second:/g)?.length]).toEqual([false, 4]);
    await repository.forgetData();
    expect(await repository.fails('pull', 'dir.dvc')).toContain("will not be fetched from 'first'");
    expect(await repository.run('pull', '-r', 'second', 'dir.dvc')).toContain('4 files fetched');
  });

  it('goes to a remote of objects and comes from there as well, though the cache lacks the list', async () => {
    const repository = await make('objects');
    await repository.run('push', 'dir.dvc');
    await repository.write('.dvc/config.local', `['remote "store"']\n    url = ${join(world.folder, 'store')}\n`);
    await mkdir(join(world.folder, 'store'));
    await rm(join(repository.root, '.dvc/cache/files/md5'), { recursive: true });
    await repository.run('fetch', 'dir.dvc');
    expect(await repository.run('push', '-r', 'store', 'dir.dvc')).toContain('5 files pushed');
    await repository.forgetData();
    const judge = world.at('objects', world.theirs);
    await judge.run('pull', '-r', 'store', 'dir.dvc');
    expect(await judge.run('status', 'dir.dvc')).toContain('up to date');
    await repository.forgetData();
    await repository.run('pull', '-r', 'store', 'dir.dvc');
    expect(await repository.workspace()).toMatchObject({ 'dir/a': 'a', 'dir/sub/b': 'b' });
  });
});

it('a bucket without versions is refused with the words of DVC, and nothing is recorded', async () => {
  for (const [name, tool] of [
    ['plain-dvc', world.theirs],
    ['plain-own', world.ours],
  ] as const) {
    const repository = await world.at(name, tool).make('version_aware');
    await repository.run('add', '-q', 'one.txt');
    const before = await repository.records();
    expect(await repository.fails('push', '-r', 'plain', 'one.txt.dvc')).toContain('support for versioning could not be detected');
    if (tool === world.ours) {
      expect(await repository.records()).toEqual(before);
    }
  }
});

it('what needs objects at the remote is refused, as DVC refuses it', async () => {
  for (const [name, tool] of [
    ['refused-dvc', world.theirs],
    ['refused-own', world.ours],
  ] as const) {
    const repository = await world.at(name, tool).make('worktree');
    await repository.run('add', '-q', 'one.txt');
    await repository.commit();
    expect(await repository.fails('status', '--cloud')).toContain("'status' is unsupported for cloud versioned remotes");
    expect((await repository.fails('push', '--all-commits')).toLowerCase()).toContain(
      'multiple rev push is unsupported for cloud versioned remotes',
    );
  }
});

it('an update takes over what a worktree has newest, and leaves what was changed here', async () => {
  const repository = await world.at('updated', world.ours).make('worktree');
  await repository.run('add', '-q', 'one.txt', 'dir');
  await repository.run('push', 'one.txt.dvc', 'dir.dvc');
  await repository.commit();
  await repository.put('first', 'one.txt', 'ONE');
  await repository.put('first', 'dir/a', 'A');
  await repository.put('first', 'dir/new/file', 'new');
  await repository.remove('first', 'dir/empty');
  await repository.run('update', 'one.txt.dvc', 'dir.dvc');
  const files = await repository.workspace();
  expect(files).toMatchObject({ 'one.txt': 'ONE', 'dir/a': 'A', 'dir/new/file': 'new', 'dir/sub/b': 'b' });
  expect(files['dir/empty']).toBeUndefined();
  await repository.commit();
  const [clone, judge] = [await repository.clone('updated-clone', world.theirs), world.at('updated', world.theirs)];
  await clone.run('pull', 'one.txt.dvc', 'dir.dvc');
  expect(await clone.workspace()).toMatchObject({ 'one.txt': 'ONE', 'dir/a': 'A', 'dir/new/file': 'new', 'dir/sub/b': 'b' });
  expect(await judge.run('status', 'one.txt.dvc', 'dir.dvc')).toContain('up to date');
  await repository.write('dir/a', 'changed here');
  await repository.put('first', 'dir/a', 'changed there');
  expect(await repository.fails('update', 'dir.dvc')).toContain('dir/a');
  expect((await repository.workspace())['dir/a']).toBe('changed here');
});
