import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { s3Rig } from '../rigs/s3.ts';
import { type TestProject, testProject } from '../support/test-project.ts';
import { operations, type Operation, type World } from './data-operations.ts';
import { chance, corruptObjects, faults, type Kill, runKilled, seed } from './killed-process.ts';

/** A command, in a project with this kind of link or this kind of remote. */
interface Case {
  readonly name: string;
  readonly link?: 'copy' | 'hardlink' | 'symlink';
  readonly remote?: 'folder' | 's3';
}

const cases: readonly Case[] = [
  ...['add', 'commit', 'checkout'].flatMap((name) => (['copy', 'hardlink', 'symlink'] as const).map((link) => ({ name, link }))),
  ...['push', 'fetch', 'pull', 'gc --cloud'].flatMap((name) => (['folder', 's3'] as const).map((remote) => ({ name, remote }))),
  { name: 'gc' },
  { name: 'verify --remove' },
  { name: 'merge-driver run' },
];

/** Every other kill is at a change to the file system, the others at a moment. */
function chooseKill(name: string, round: number, calls: number, milliseconds: number): Kill {
  const share = chance(`${name}:${round}`);
  return round % 2 === 0 ? { after: milliseconds * (0.2 + 0.8 * share) } : { atCall: 1 + Math.floor(share * 0.8 * calls) };
}

function configOf(url: string, link: string): string {
  return `[core]\n    remote = store\n[cache]\n    type = ${link}\n['remote "store"']\n    url = ${url}\n`;
}

async function withWorld(test: Case, work: (world: World) => Promise<void>): Promise<void> {
  const { link = 'copy', remote = 'folder' } = test;
  using project = await testProject({ 'data/first': 'first', '.dvc/config': configOf('../../store', link) });
  await project.add('data');
  if (remote === 'folder') {
    mkdirSync(join(project.root, '../store'));
    await work({ project, remote: join(project.root, '../store') });
    return;
  }
  await using server = await s3Rig();
  project.write('.dvc/config', configOf(`s3://${server.bucket}/store`, link));
  const letIn: TestProject = { ...project, env: { ...project.env, ...server.env, AWS_ENDPOINT_URL: server.endpoint } };
  await work({ project: letIn, remote: join(server.folder, 'store') });
}

/** What is damaged after a kill. */
function damage({ project, remote }: World): readonly string[] {
  return [...corruptObjects(join(project.root, '.dvc/cache')), ...corruptObjects(remote)];
}

async function killAndRepeat(operation: Operation, world: World, round: number, kill: Kill): Promise<boolean> {
  await operation.prepare(world, round);
  const first = await runKilled(world.project, operation.args, kill);
  const what = `round ${round}, ${JSON.stringify(kill)}`;
  if (operation.codes === undefined) {
    expect(damage(world), `${what}, once killed`).toEqual([]);
  }
  operation.prepareAgain?.(world, round);
  const again = await runKilled(world.project, operation.args);
  expect(again, `${what}: ${again.said}`).toMatchObject({ code: expect.toBeOneOf(operation.codes ?? [0]) as unknown });
  expect(operation.differences(world, round), `${what}, run again`).toEqual([]);
  expect(damage(world), `${what}, run again`).toEqual([]);
  return first.signal === 'SIGKILL';
}

describe.each(cases.map((test) => ({ ...test, title: Object.values(test).join(', ') })))(`kill -9 at any moment (seed ${seed})`, (test) => {
  it(`of ${test.title} leaves everything sound, and the command run again completes`, async () => {
    const operation = operations[test.name] as Operation;
    await withWorld(test, async (world) => {
      await operation.prepare(world, 1);
      const countFile = join(world.project.root, '.git/calls');
      const whole = await runKilled(world.project, operation.args, {}, countFile);
      expect(whole, `not killed: ${whole.said}`).toMatchObject({ code: operation.codes?.at(-1) ?? 0 });
      expect(operation.differences(world, 1)).toEqual([]);
      const calls = Number(readFileSync(countFile, 'utf8'));
      let killed = 0;
      const last = 1 + Math.ceil(faults / cases.length);
      // A process may end before its kill comes: some more rounds then, so that at least one is killed.
      for (let round = 2; round <= last || (killed === 0 && round <= last + 20); round += 1) {
        killed += Number(await killAndRepeat(operation, world, round, chooseKill(test.title, round, calls, whole.milliseconds)));
      }
      expect(killed).toBeGreaterThan(0);
      const verified = await runKilled(world.project, ['verify', '--cache']);
      expect(verified, `verify: ${verified.said}`).toMatchObject({ code: 0 });
    });
  });
});
