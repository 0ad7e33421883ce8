import { createHash } from 'node:crypto';
import { chmodSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { filesBelow, linesOf, type RemoteKind, type RemoteProject, type RemoteWorld, remoteWorld } from './remote-world.ts';
import { succeeded, type Tool } from './tool.ts';

const tracked = ['data', 'one.txt', 'empty', 'run.sh', 'ünïcode – 画像.txt'];

/** What makes trouble: nested folders, equal contents, empty files, odd names, an executable. */
function fill(project: RemoteProject): void {
  for (let at = 0; at < 40; at += 1) {
    project.write(`data/part ${at % 3}/deep/${at}.txt`, `image ${at}\n`);
  }
  project.write('data/日本/\u{1F600} ｡.png', 'odd name\n');
  project.write('data/same-a', 'same\n');
  project.write('data/same-b', 'same\n');
  project.write('data/none', '');
  project.write('one.txt', 'one\n');
  project.write('empty', '');
  project.write('run.sh', '#!/bin/sh\n');
  project.write('ünïcode – 画像.txt', 'x\n');
  chmodSync(join(project.root, 'run.sh'), 0o755);
}

const dataFiles = (root: string): ReadonlyMap<string, string> => filesBelow(root, /^\.(?:git|dvc)(?:\/|$)|^\.dvcignore$/);
const remoteFiles = (project: RemoteProject): ReadonlyMap<string, string> => filesBelow(project.remote);

describe.each<RemoteKind>(['folder', 's3'])('beside DVC on a remote: %s', (kind) => {
  let world: RemoteWorld;

  beforeAll(async () => {
    world = await remoteWorld(kind);
  });

  afterAll(async () => {
    await world[Symbol.asyncDispose]();
  });

  /** One tool adds and pushes, the other pulls in a fresh clone and finds nothing to say. */
  async function roundTrip(from: Tool, to: Tool): Promise<RemoteProject> {
    const project = await world.project();
    fill(project);
    succeeded(await from.run(['add', '--quiet', ...tracked], project.root));
    const pushed = succeeded(await from.run(['push'], project.root));
    expect(linesOf(pushed)).toEqual(['47 files pushed']);
    const clone = project.clone();
    const pulled = succeeded(await to.run(['pull'], clone.root));
    expect(linesOf(pulled)).toEqual([
      '47 files fetched and 48 files added',
      'A\tdata/',
      'A\tempty',
      'A\tone.txt',
      'A\trun.sh',
      'A\tünïcode – 画像.txt',
    ]);
    expect(dataFiles(clone.root)).toEqual(dataFiles(project.root));
    expect(statSync(join(clone.root, 'run.sh')).mode & 0o100).toBe(0o100);
    expect(linesOf(succeeded(await to.run(['status', '--cloud'], clone.root)))).toEqual(["Cache and remote 'store' are in sync."]);
    for (const command of ['push', 'fetch', 'pull']) {
      expect(linesOf(succeeded(await to.run([command], clone.root)))).toEqual(['Everything is up to date.']);
    }
    return project;
  }

  it('what ours pushes DVC pulls, and the reverse; the remotes hold the same', async () => {
    const [a, b] = [await roundTrip(world.ours, world.theirs), await roundTrip(world.theirs, world.ours)];
    expect(remoteFiles(a)).toEqual(remoteFiles(b));
    expect(remoteFiles(a).size).toBe(47);
  });

  it('runs of stages travel both ways, byte for byte, and stand in for running', async () => {
    for (const [from, to] of [
      [world.ours, world.theirs],
      [world.theirs, world.ours],
      [world.ours, world.ours],
    ] as const) {
      const project = await world.project();
      project.write('params.yaml', 'lr: 1\n');
      project.write('dvc.yaml', 'stages:\n  train: { cmd: cp params.yaml model && echo ran >> ../ran, params: [lr], outs: [model] }\n');
      project.git('add', '--all');
      project.git('commit', '--quiet', '--message', 'Start');
      succeeded(await from.run(['repro'], project.root));
      expect(linesOf(succeeded(await from.run(['push', '--run-cache'], project.root)))).toEqual(['2 files pushed']);
      project.git('rm', '--cached', '--quiet', '--force', '--ignore-unmatch', 'dvc.lock');
      const clone = project.clone();
      rmSync(join(clone.root, 'dvc.lock'));
      succeeded(await to.run(['fetch', '--run-cache'], clone.root));
      const runs = filesBelow(join(project.root, '.dvc/cache/runs'));
      expect(runs.size).toBe(1);
      expect(filesBelow(join(clone.root, '.dvc/cache/runs'))).toEqual(runs);
      expect(filesBelow(join(project.remote, 'runs'))).toEqual(runs);
      succeeded(await to.run(['repro', '--pull'], clone.root));
      // Ours reuses no run that DVC made: it lacks a record of the code and environment.
      const times = from === world.theirs && to === world.ours ? 2 : 1;
      expect(readFileSync(join(project.root, '../ran'), 'utf8')).toBe('ran\n'.repeat(times));
    }
  });

  it('entries of DVC 2 keep their place and their hash of text', async () => {
    const project = await world.project();
    const content = 'line\r\nline\r\n';
    const unixMd5 = createHash('md5').update(content.replaceAll('\r\n', '\n')).digest('hex');
    project.write('old.txt.dvc', `outs:\n- md5: ${unixMd5}\n  size: ${content.length}\n  path: old.txt\n`);
    project.write(`.dvc/cache/${unixMd5.slice(0, 2)}/${unixMd5.slice(2)}`, content);
    expect(linesOf(succeeded(await world.ours.run(['push'], project.root)))).toEqual(['1 file pushed']);
    for (const tool of [world.theirs, world.ours]) {
      const clone = project.clone();
      expect(linesOf(succeeded(await tool.run(['pull'], clone.root)))).toEqual(['1 file fetched and 1 file added', 'A\told.txt']);
      expect(readFileSync(join(clone.root, 'old.txt'), 'utf8')).toBe(content);
      expect(linesOf(succeeded(await tool.run(['status', '-c'], clone.root)))).toEqual(["Cache and remote 'store' are in sync."]);
    }
  });

  it('what is corrupt at the remote is refused, what is missing is named, and the rest comes', async () => {
    const project = await world.project();
    fill(project);
    succeeded(await world.ours.run(['add', '--quiet', ...tracked], project.root));
    succeeded(await world.ours.run(['push', '--quiet'], project.root));
    const [corrupt, missing] = ['x\n', 'one\n'].map((content) => {
      const md5 = createHash('md5').update(content).digest('hex');
      return `files/md5/${md5.slice(0, 2)}/${md5.slice(2)}`;
    });
    chmodSync(join(project.remote, corrupt ?? ''), 0o644);
    writeFileSync(join(project.remote, corrupt ?? ''), 'y\n');
    const clone = project.clone();
    const refused = await world.ours.run(['pull'], clone.root);
    expect(refused).toMatchObject({ code: 3, stderr: expect.stringContaining('[wrong-content]') });
    expect(filesBelow(join(clone.root, '.dvc/cache/files')).size).toBe(46);
    expect(filesBelow(join(clone.root, '.dvc/cache/sightline/tmp')).size).toBe(0);
    rmSync(join(project.remote, corrupt ?? ''));
    rmSync(join(project.remote, missing ?? ''));
    const lacking = await world.ours.run(['pull'], project.clone().root);
    expect(lacking).toMatchObject({ code: 3, stderr: expect.stringContaining('[remote-data-missing]') });
    expect(linesOf(lacking)).toEqual(['45 files fetched and 46 files added', 'A\tdata/', 'A\tempty', 'A\trun.sh']);
    expect(await world.ours.run(['pull', '--allow-missing'], clone.root)).toMatchObject({ code: 0 });
  });

  it('two clones that push at once, much of it the same, leave whole objects of both', async () => {
    const project = await world.project();
    const clones = [project.clone(), project.clone()];
    for (const [side, { write }] of clones.entries()) {
      for (let at = 0; at < 200; at += 1) {
        write(`data/${side}-${at}.txt`, at % 2 === 0 ? `shared ${at}\n` : `of ${side}: ${at}\n`);
      }
    }
    await Promise.all(clones.map(async ({ root }) => succeeded(await world.ours.run(['add', '--quiet', 'data'], root))));
    await Promise.all(clones.map(async ({ root }) => succeeded(await world.ours.run(['push', '--quiet'], root))));
    const objects = [...remoteFiles(project)];
    expect(objects).toHaveLength(302);
    const names = objects.map(([, hex]) => createHash('md5').update(Buffer.from(hex, 'hex')).digest('hex'));
    expect(objects.map(([key]) => key.replace(/^files\/md5\/|\/|\.dir$/g, ''))).toEqual(names);
    for (const clone of clones) {
      const before = dataFiles(clone.root);
      ['data', '.dvc/cache'].forEach((path) => rmSync(join(clone.root, path), { recursive: true }));
      succeeded(await world.theirs.run(['pull', '--quiet'], clone.root));
      expect(dataFiles(clone.root)).toEqual(before);
    }
  });

  it('what is damaged or missing is told and removed, and DVC agrees on what a push would send', async () => {
    const project = await world.project();
    fill(project);
    succeeded(await world.ours.run(['add', '--quiet', ...tracked], project.root));
    const lacking = async (): Promise<unknown> => {
      const [ours, theirs] = await Promise.all(
        [world.ours, world.theirs].map(async (tool) => {
          const { stdout } = succeeded(await tool.run(['data', 'status', '--not-in-remote', '--json'], project.root));
          return (JSON.parse(stdout) as { not_in_remote?: string[] }).not_in_remote?.toSorted();
        }),
      );
      expect(ours).toEqual(theirs);
      return ours;
    };
    expect(await lacking()).toEqual(['data/', ...tracked.slice(1)].toSorted());
    succeeded(await world.ours.run(['push', '--quiet'], project.root));
    expect(await lacking()).toBeUndefined();
    const [damaged = '', missing = ''] = ['x\n', 'one\n'].map((content) => {
      const md5 = createHash('md5').update(content).digest('hex');
      return `files/md5/${md5.slice(0, 2)}/${md5.slice(2)}`;
    });
    chmodSync(join(project.remote, damaged), 0o644);
    writeFileSync(join(project.remote, damaged), 'y\n');
    rmSync(join(project.remote, missing));
    const found = await world.ours.run(['verify', '--remote', '--remove', '--force', '--json'], project.root);
    expect(found).toMatchObject({ code: 1, stderr: expect.stringContaining('[damaged-data]') });
    const place = {
      damaged: [{ uses: expect.arrayContaining(['ünïcode – 画像.txt.dvc of the workspace']) as unknown }],
      missing: [missing],
    };
    expect(JSON.parse(found.stdout)).toMatchObject({ removed: 1, places: [place] });
    expect(remoteFiles(project).has(damaged)).toBe(false);
    expect(await lacking()).toEqual(['one.txt', 'ünïcode – 画像.txt']);
    expect(linesOf(succeeded(await world.ours.run(['push'], project.root)))).toEqual(['2 files pushed']);
    succeeded(await world.ours.run(['verify', '--remote'], project.root));
    expect(await lacking()).toBeUndefined();
  });
});
