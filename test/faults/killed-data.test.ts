import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { s3Rig } from '../rigs/s3.ts';
import { type TestProject, testProject } from '../support/test-project.ts';
import { WebServer } from '../support/web-server.ts';
import { dataOperations, type Operation, type World } from './data-operations.ts';
import { chance, corruptObjects, faults, type Kill, runKilled, seed } from './killed-process.ts';
import { sourceOperations } from './source-operations.ts';

const operations = { ...dataOperations, ...sourceOperations };

/** A command, in a project with this kind of link, of remote or of source. */
interface Case {
  readonly name: string;
  readonly link?: 'copy' | 'hardlink' | 'symlink';
  readonly remote?: 'folder' | 's3' | 'version_aware' | 'worktree';
  readonly source?: 'http' | 's3';
}

const cases: readonly Case[] = [
  ...['add', 'commit', 'checkout'].flatMap((name) => (['copy', 'hardlink', 'symlink'] as const).map((link) => ({ name, link }))),
  ...['push', 'fetch', 'pull', 'gc --cloud'].flatMap((name) => (['folder', 's3'] as const).map((remote) => ({ name, remote }))),
  { name: 'gc' },
  { name: 'verify --remove' },
  { name: 'merge-driver run' },
  ...['import-url', 'update'].flatMap((name) => (['http', 's3'] as const).map((source) => ({ name, source }))),
  ...(['version_aware', 'worktree'] as const).map((remote) => ({ name: 'push of versions', remote })),
];

/** Every other kill is at a change to the file system, the others at a moment. */
function chooseKill(name: string, round: number, calls: number, milliseconds: number): Kill {
  const share = chance(`${name}:${round}`);
  return round % 2 === 0 ? { after: milliseconds * (0.2 + 0.8 * share) } : { atCall: 1 + Math.floor(share * 0.8 * calls) };
}

function configOf(url: string, { link = 'copy', remote }: Case): string {
  const versions = remote === 'version_aware' || remote === 'worktree' ? `    ${remote} = true\n` : '';
  return `[core]\n    remote = store\n[cache]\n    type = ${link}\n['remote "store"']\n    url = ${url}\n${versions}`;
}

async function withWorld(test: Case, work: (world: World) => Promise<void>): Promise<void> {
  const { remote = 'folder', source } = test;
  const isWorktree = remote === 'worktree';
  using project = await testProject({ '.dvc/config': configOf('../../store', test) });
  if (source === undefined) {
    project.write('data/first', 'first');
    await project.add('data');
  }
  const folder = join(project.root, '../store');
  mkdirSync(folder);
  if (source === 'http') {
    await using web = await WebServer.start();
    await work({ project, remote: folder, web, isWorktree });
  } else if (remote === 'folder' && source === undefined) {
    await work({ project, remote: folder, isWorktree });
  } else {
    await using bucket = await s3Rig({ versioned: remote !== 's3' });
    project.write('.dvc/config', configOf(`s3://${bucket.bucket}/store`, test));
    const letIn: TestProject = { ...project, env: { ...project.env, ...bucket.env, AWS_ENDPOINT_URL: bucket.endpoint } };
    await work({ project: letIn, remote: join(bucket.folder, 'store'), bucket, isWorktree });
  }
}

/** What is damaged after a kill. */
function damage({ project, remote }: World): readonly string[] {
  return [...corruptObjects(join(project.root, '.dvc/cache')), ...corruptObjects(remote)];
}

async function killAndRepeat(operation: Operation, world: World, round: number, kill: Kill): Promise<boolean> {
  await operation.prepare(world, round);
  const first = await runKilled(world.project, operation.args(world), kill);
  const what = `round ${round}, ${JSON.stringify(kill)}`;
  if (operation.codes === undefined) {
    expect([...damage(world), ...((await operation.damage?.(world, round)) ?? [])], `${what}, once killed`).toEqual([]);
  }
  operation.prepareAgain?.(world, round);
  const again = await runKilled(world.project, operation.args(world));
  expect(again, `${what}: ${again.said}`).toMatchObject({ code: expect.toBeOneOf(operation.codes ?? [0]) as unknown });
  expect(await operation.differences(world, round), `${what}, run again`).toEqual([]);
  expect(damage(world), `${what}, run again`).toEqual([]);
  return first.signal === 'SIGKILL';
}

describe.each(cases.map((test) => ({ ...test, title: Object.values(test).join(', ') })))(`kill -9 at any moment (seed ${seed})`, (test) => {
  it(`of ${test.title} leaves everything sound, and the command run again completes`, async () => {
    const operation = operations[test.name] as Operation;
    await withWorld(test, async (world) => {
      await operation.prepare(world, 1);
      const countFile = join(world.project.root, '.git/calls');
      const whole = await runKilled(world.project, operation.args(world), {}, countFile);
      expect(whole, `not killed: ${whole.said}`).toMatchObject({ code: operation.codes?.at(-1) ?? 0 });
      expect(await operation.differences(world, 1)).toEqual([]);
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
