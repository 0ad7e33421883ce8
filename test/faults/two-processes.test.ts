import { spawn } from 'node:child_process';
import { hash } from 'node:crypto';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { testProject } from '../support/test-project.ts';
import { cli, corruptObjects, runKilled } from './killed-process.ts';

const targets = ['a', 'b', 'c', 'd'];
const contents = Object.fromEntries(
  targets.flatMap((name) => Array.from({ length: 200 }, (_, at) => [`${name}/${at}`, `${at % 2 === 0 ? name : 'same'}:${at}`])),
);

it('four adds at once of different folders all end well, one after another', async () => {
  using project = await testProject(contents);
  const ended = await Promise.all(targets.map((name) => runKilled(project, ['add', name])));
  expect(ended.map(({ code }) => code)).toEqual([0, 0, 0, 0]);
  expect(ended.map(({ said }) => said).join('')).toMatch(/Waiting for 'sightline add' \(process \d+\) to end\./);
  expect(project.read('.gitignore').trim().split('\n').toSorted()).toEqual(['/a', '/b', '/c', '/d']);
  expect(corruptObjects(join(project.root, '.dvc/cache'))).toEqual([]);
  expect([...(await project.status())]).toEqual([]);
});

it('four adds at once of one file record it once', async () => {
  using project = await testProject({ x: 'x' });
  const ended = await Promise.all(targets.map(() => runKilled(project, ['add', 'x'])));
  expect(ended.map(({ code }) => code)).toEqual([0, 0, 0, 0]);
  expect(project.read('x.dvc')).toContain(hash('md5', 'x', 'hex'));
  expect(project.read('.gitignore')).toBe('/x\n');
});

it('the lock of a process that was killed holds nobody up', async () => {
  using project = await testProject({ x: 'x', 'dvc.yaml': 'stages:\n  s: {cmd: touch started && sleep 60, outs: [o]}\n' });
  const holder = spawn(process.execPath, [cli, 'repro'], { cwd: project.root, env: project.env, stdio: 'ignore' });
  while (!project.exists('started')) {
    await delay(20);
  }
  const waiting = runKilled(project, ['add', 'x']);
  await delay(1000);
  expect(project.exists('x.dvc')).toBe(false);
  holder.kill('SIGKILL');
  expect(await waiting).toMatchObject({ code: 0, said: expect.stringContaining("Waiting for 'sightline repro'") as unknown });
  expect(project.exists('x.dvc')).toBe(true);
});
