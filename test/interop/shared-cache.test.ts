import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { filesBelow, linesOf, remoteWorld } from './remote-world.ts';
import { succeeded } from './tool.ts';

it('what a shared cache knows of its repositories troubles DVC nowhere, and outlives its gc', async () => {
  await using world = await remoteWorld('folder');
  const [first, second] = [await world.project(), await world.project()];
  const cache = join(first.root, '../../cache');
  const users = join(cache, 'sightline/users');
  for (const [at, project] of [first, second].entries()) {
    succeeded(await world.theirs.run(['cache', 'dir', cache], project.root));
    project.write('data/same', 'same');
    project.write('data/own', `own ${at}`);
    succeeded(await world.ours.run(['add', '--quiet', 'data'], project.root));
    succeeded(await world.theirs.run(['push', '--quiet'], project.root));
    expect(linesOf(succeeded(await world.theirs.run(['status', '-c'], project.root)))).toEqual(["Cache and remote 'store' are in sync."]);
    expect([...filesBelow(project.remote).keys()].every((key) => key.startsWith('files/md5/'))).toBe(true);
  }
  const notes = readdirSync(users);
  expect(notes).toHaveLength(2);
  const before = [...filesBelow(join(cache, 'files')).keys()];
  first.write('unused', 'unused');
  succeeded(await world.ours.run(['add', '--quiet', 'unused'], first.root));
  rmSync(join(first.root, 'unused.dvc'));
  succeeded(await world.ours.run(['gc', '-w', '-f'], first.root));
  expect([...filesBelow(join(cache, 'files')).keys()]).toEqual(before);

  succeeded(await world.theirs.run(['gc', '-w', '-f', '-p', second.root], first.root));
  expect([...filesBelow(join(cache, 'files')).keys()]).toEqual(before);
  succeeded(await world.theirs.run(['gc', '-w', '-f'], first.root)); // DVC minds only the one that it is called in
  expect(filesBelow(join(cache, 'files')).size).toBeLessThan(before.length);
  expect(readdirSync(users)).toEqual(notes);
  succeeded(await world.theirs.run(['pull'], second.root));
  expect([...filesBelow(join(cache, 'files')).keys()]).toEqual(before);
});
