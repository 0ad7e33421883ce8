import { chmodSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { s3Rig, type S3Rig } from '../rigs/s3.ts';
import { CachedProject } from '../support/cached-project.ts';
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

/** A project that pushed one file and a folder to a remote with versions. */
async function pushedProject(name: string): Promise<CachedProject> {
  const project = new CachedProject(join(folder.path, name), server.env);
  await project.create();
  const settings = `url = s3://${server.bucket}/${name}\n    endpointurl = ${server.endpoint}\n    version_aware = true\n`;
  project.write('.dvc/config.local', `[core]\n    remote = first\n['remote "first"']\n    ${settings}`);
  project.write('one.txt', 'one\n');
  project.write('dir/a', 'first\n');
  project.write('dir/sub/b', 'b');
  await project.run('add', '-q', 'one.txt', 'dir');
  expect((await project.run('push')).stdout).toContain('3 files pushed');
  await project.commit();
  return project;
}

it('hashes the versions that are recorded, whatever newer ones there are', async () => {
  const project = await pushedProject('whole');
  const old = readFileSync(join(project.root, 'dir.dvc'), 'utf8');
  project.write('dir/a', 'newer\n');
  await project.run('add', '-q', 'dir');
  await project.run('push');
  expect(await project.run('verify', '--remote')).toMatchObject({ code: 0, stdout: 'remote first: 3 hashed (11 B), all whole.\n' });
  project.write('dir.dvc', old);
  expect(await project.run('verify', '--remote', '--json')).toMatchObject({ code: 0 });
  const rotten = join(server.folder, 'whole/dir/a');
  chmodSync(rotten, 0o644);
  writeFileSync(rotten, 'nEwer\n');
  expect((await project.run('verify', '--remote')).code).toBe(0);
});

it('tells which version is damaged and what uses it, and removes none', async () => {
  const project = await pushedProject('rotten');
  const rotten = join(server.folder, 'rotten/dir/a');
  writeFileSync(rotten, 'fIrst\n');
  const found = await project.run('verify', '--remote', 'first');
  expect(found).toMatchObject({ code: 1, stderr: expect.stringContaining('1 content is damaged [damaged-data]') as unknown });
  expect(found.stdout).toMatch(/^Damaged: s3:\/\/rig\/rotten\/dir\/a\?versionId=\w+: its content (?:has the hash|isn't what)/);
  expect(found.stdout).toContain('  used by dir.dvc of main\n');
  expect(found.stderr).toContain('Remove these versions from the bucket');
  expect(await project.run('verify', '--remote', 'one.txt')).toMatchObject({ code: 2 });
  expect(await project.run('verify', '--remote', 'first', 'one.txt')).toMatchObject({ code: 0 });
  expect(await project.run('verify', '--remote', 'first', '--remove')).toMatchObject({
    code: 2,
    stderr: expect.stringContaining("'verify --remove' removes no versions") as unknown,
  });
  expect(readFileSync(rotten, 'utf8')).toBe('fIrst\n');
});

it('tells what is missing: a version that is gone, and a file that was never pushed', async () => {
  const project = await pushedProject('missing');
  const record = readFileSync(join(project.root, 'one.txt.dvc'), 'utf8');
  project.write(
    'one.txt.dvc',
    record.replace(/version_id: (\w+)(\w)/, (_, start: string, last: string) => `version_id: ${start}${last === '0' ? '1' : '0'}`),
  );
  project.write('dir/more', 'more');
  await project.run('add', '-q', 'dir');
  const found = await project.run('verify', '--remote');
  expect(found).toMatchObject({ code: 1, stderr: expect.stringContaining('2 contents are missing at the remote') as unknown });
  expect(found.stdout).toContain('Missing: dir/more\nMissing: one.txt\n');
});
