import { spawn } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { canMount, smallDisk } from '../support/small-disk.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { type TestProject, testProject } from '../support/test-project.ts';
import { corruptObjects, runKilled } from './killed-process.ts';

using probe = temporaryFolder();
const mountable = canMount(probe.path);

const files = Object.fromEntries(Array.from({ length: 60 }, (_, at) => [`data/${at}`, `${at}:`.repeat(30_000)])); // about 5 MB

/** A project whose cache and remote are folders beside it. */
async function withStore(): Promise<TestProject> {
  return testProject({
    ...files,
    '.dvc/config': '[core]\n    remote = store\n[cache]\n    dir = ../../cache-disk\n[\'remote "store"\']\n    url = ../../store\n',
  });
}

function objectsIn(folder: string): readonly string[] {
  const objects = join(folder, 'files/md5');
  return existsSync(objects) ? readdirSync(objects, { recursive: true, encoding: 'utf8' }).filter((name) => /[0-9a-f]{30}/.test(name)) : [];
}

describe.runIf(mountable)('a disk (a tmpfs) that is full', () => {
  it('while data is added: said, nothing recorded, and done when there is room', async () => {
    using project = await withStore();
    const cache = join(project.root, '../cache-disk');
    using disk = smallDisk(cache, 2);
    const full = await runKilled(project, ['add', 'data']);
    expect(full).toMatchObject({ code: 2, said: expect.stringContaining('[write-failed]') as unknown });
    expect(full.said).toContain('ENOSPC');
    expect(project.exists('data.dvc')).toBe(false);
    expect(corruptObjects(cache)).toEqual([]);
    expect(project.read('data/7')).toBe(files['data/7']);
    disk.remount('size=20m');
    expect(await runKilled(project, ['add', 'data'])).toMatchObject({ code: 0 });
    expect(objectsIn(cache)).toHaveLength(61);
  });

  it.each(['fetch', 'push'])('while %s runs: said, nothing half there, and the rest follows when there is room', async (command) => {
    using project = await withStore();
    const [cache, store] = ['../cache-disk', '../store'].map((name) => join(project.root, name)) as [string, string];
    mkdirSync(store);
    await project.add('data');
    if (command === 'fetch') {
      expect(await runKilled(project, ['push'])).toMatchObject({ code: 0 });
      rmSync(cache, { recursive: true });
    }
    const target = command === 'fetch' ? cache : store;
    using disk = smallDisk(target, 2);
    const full = await runKilled(project, [command]);
    expect([2, 3]).toContain(full.code);
    expect(full.said).toContain('ENOSPC');
    expect(corruptObjects(target)).toEqual([]);
    disk.remount('size=20m');
    const again = await runKilled(project, [command]);
    expect(again, `run again: ${again.said}`).toMatchObject({ code: 0 });
    expect(objectsIn(target)).toHaveLength(61);
  });

  it('while data is restored: what was there before is whole', async () => {
    using project = await withStore();
    await project.add('data');
    rmSync(join(project.root, 'data'), { recursive: true });
    using disk = smallDisk(join(project.root, 'data'), 2);
    const full = await runKilled(project, ['checkout']);
    expect(full).toMatchObject({ code: 2, said: expect.stringContaining('[write-failed]') as unknown });
    const written = readdirSync(join(project.root, 'data'));
    expect(written.filter((name) => project.read(`data/${name}`) !== files[`data/${name}`])).toEqual([]);
    disk.remount('size=20m');
    expect(await runKilled(project, ['checkout'])).toMatchObject({ code: 0 });
    expect([...(await project.status())]).toEqual([]);
  });
});

describe('a cache that cannot be written', () => {
  it.runIf(mountable)('serves checkout and status, and add says so', async () => {
    using project = await withStore();
    using disk = smallDisk(join(project.root, '../cache-disk'), 20);
    await project.add('data');
    rmSync(join(project.root, 'data'), { recursive: true });
    disk.remount('ro');
    expect(await runKilled(project, ['checkout'])).toMatchObject({ code: 0 });
    expect(await runKilled(project, ['status'])).toMatchObject({ code: 0 });
    project.write('data/new', 'new');
    const refused = await runKilled(project, ['add', 'data']);
    expect(refused).toMatchObject({ code: 2, said: expect.stringContaining('[write-failed]') as unknown });
    disk.remount('rw');
    expect(await runKilled(project, ['add', 'data'])).toMatchObject({ code: 0 });
  });

  it.runIf(process.getuid?.() !== 0)('by its permissions is named', async () => {
    using project = await withStore();
    const cache = join(project.root, '../cache-disk');
    mkdirSync(cache);
    chmodSync(cache, 0o555);
    expect(await runKilled(project, ['add', 'data'])).toMatchObject({
      code: 2,
      said: expect.stringContaining('[write-failed]') as unknown,
    });
    expect(project.exists('data.dvc')).toBe(false);
    chmodSync(cache, 0o755);
  });
});

it.each([0, 1, 2, 3, 4])(
  'a file that is written to while it is added is recorded as it was at one moment, or not at all (%i)',
  async (round) => {
    using project = await testProject({ 'data/still': 'still', 'data/log': 'x'.repeat((1 + round) << 20) });
    const writer = spawn('/bin/sh', ['-c', 'while :; do echo more >> data/log; done'], { cwd: project.root });
    const { code, said } = await runKilled(project, ['add', 'data']);
    writer.kill('SIGKILL');
    await new Promise((resolve) => {
      writer.once('close', resolve);
    });
    expect(corruptObjects(join(project.root, '.dvc/cache'))).toEqual([]);
    expect({ code, isRecorded: project.exists('data.dvc') }).toEqual({ code: code === 0 ? 0 : 2, isRecorded: code === 0 });
    expect(code === 0 ? '' : said).toMatch(/^$|changed while/);
    rmSync(join(project.root, 'data'), { recursive: true });
    expect(code === 0 ? (await project.checkout()).failed : []).toEqual([]);
  },
);
