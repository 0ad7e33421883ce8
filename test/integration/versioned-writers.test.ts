import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { faultProxy } from '../rigs/fault-proxy.ts';
import { s3Rig, type S3Rig } from '../rigs/s3.ts';
import { CachedProject } from '../support/cached-project.ts';
import type { Finished } from '../support/cli.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

let folder: ReturnType<typeof temporaryFolder>;
let server: S3Rig;

beforeAll(async () => {
  [folder, server] = [temporaryFolder(), await s3Rig({ versioned: true })];
}, 600_000);

afterAll(async () => {
  folder[Symbol.dispose]();
  await server[Symbol.asyncDispose]();
});

const pipeline = 'stages:\n  copy: {cmd: cp one.txt out.txt, deps: [one.txt], outs: [out.txt]}\n';

/** A project with two commits: `one.txt` held `old`, then `new`; the second is checked out and nothing was pushed. */
async function makeProject(name: string, endpoint: string): Promise<CachedProject> {
  const project = new CachedProject(join(folder.path, name), server.env);
  await project.create();
  const settings = `url = s3://${server.bucket}/${name}\n    endpointurl = ${endpoint}\n    version_aware = true\n`;
  project.write('.dvc/config.local', `[core]\n    remote = first\n['remote "first"']\n    ${settings}`);
  project.write('dvc.yaml', pipeline);
  for (const content of ['old', 'new']) {
    project.write('one.txt', content);
    await project.run('add', '-q', 'one.txt');
    await project.run('repro', '-q');
    await project.commit();
  }
  return project;
}

/** Lets `work` happen once, after the server took a file and before the push learns of it. */
async function pushWhile(name: string, work: (project: CachedProject) => Promise<void>): Promise<[CachedProject, Finished]> {
  let meanwhile: (() => Promise<void>) | undefined;
  await using proxy = await faultProxy(server.endpoint, 1, {}, async (request) => {
    if (request.startsWith('PUT')) {
      const now = meanwhile;
      meanwhile = undefined;
      await now?.();
    }
  });
  const project = await makeProject(name, proxy.endpoint);
  meanwhile = async () => work(project);
  const pushed = await project.run('push');
  await project.run('remote', 'modify', '--local', 'first', 'endpointurl', server.endpoint);
  return [project, pushed];
}

const read = (project: CachedProject, path: string): string => readFileSync(join(project.root, path), 'utf8');

it('records no version of what git has replaced meanwhile, and says so', async () => {
  let old = ['', ''];
  const [project, pushed] = await pushWhile('checkout', async (at) => {
    await at.git('checkout', '-q', 'HEAD~1');
    old = [read(at, 'one.txt.dvc'), read(at, 'dvc.lock')];
  });
  expect(pushed).toMatchObject({ code: 1, stderr: expect.stringContaining('[changed-meanwhile]') as unknown });
  expect(pushed.stderr).toContain("'dvc.lock' and 1 more changed while data was moved, so no versions are recorded there");
  expect([read(project, 'one.txt.dvc'), read(project, 'dvc.lock')]).toEqual(old);
  expect(await project.run('push')).toMatchObject({ code: 0, stdout: '2 files pushed\n' });
  expect([read(project, 'one.txt.dvc'), read(project, 'dvc.lock')].map((text) => text.match(/version_id/g)?.length)).toEqual([1, 1]);
  expect(await project.run('verify', '--remote')).toMatchObject({ code: 0 });
});

it('keeps what an editor has written meanwhile, and adds the version', async () => {
  const [project, pushed] = await pushWhile('edited', async (at) => {
    at.write('one.txt.dvc', `${read(at, 'one.txt.dvc')}meta:\n  owner: us # a note\n`);
  });
  expect(pushed).toMatchObject({ code: 0, stdout: '2 files pushed\n' });
  expect(read(project, 'one.txt.dvc')).toMatch(/version_id: \w+\n(?:.*\n)*meta:\n  owner: us # a note\n$/);
});

it('lets a second command wait until what was sent is recorded', async () => {
  let second: Promise<Finished> | undefined;
  const [project, pushed] = await pushWhile('added', async (at) => {
    at.write('one.txt', 'newer');
    second = at.run('add', 'one.txt');
    await delay(1500);
    expect(read(at, 'one.txt.dvc')).toContain('size: 3\n');
  });
  expect(pushed).toMatchObject({ code: 0, stdout: '2 files pushed\n' });
  expect(await second).toMatchObject({ code: 0, stderr: expect.stringContaining("Waiting for 'sightline push'") as unknown });
  expect(read(project, 'one.txt.dvc')).toMatch(/size: 5\n/);
  expect(read(project, 'one.txt.dvc')).not.toContain('version_id');
  expect(await project.run('push')).toMatchObject({ code: 0, stdout: '1 file pushed\n' });
  expect(await project.run('verify', '--remote')).toMatchObject({ code: 0 });
});
