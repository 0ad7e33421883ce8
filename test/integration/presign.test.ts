import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createS3Storage } from '../../src/adapters/s3/s3-storage.ts';
import { objectKey } from '../../src/core/data/object-key.ts';
import { formatManifest, parseManifest } from '../../src/core/data/url-manifest.ts';
import { s3Rig, type S3Rig } from '../rigs/s3.ts';
import { CachedProject, dvcText } from '../support/cached-project.ts';
import { sightlineWith } from '../support/cli.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

let folder: ReturnType<typeof temporaryFolder>;
let server: S3Rig;
let project: CachedProject;

/** A machine without credentials of any kind. */
const stranger = { AWS_EC2_METADATA_DISABLED: 'true', AWS_CONFIG_FILE: '/dev/null', AWS_SHARED_CREDENTIALS_FILE: '/dev/null' };

beforeAll(async () => {
  [folder, server] = [temporaryFolder(), await s3Rig()];
  project = new CachedProject(join(folder.path, 'owner'), server.env);
  await project.create();
  const settings = `url = s3://${server.bucket}/store\n    endpointurl = ${server.endpoint}\n`;
  project.write('.dvc/config', `[core]\n    remote = store\n['remote "store"']\n    ${settings}`);
  project.track('images', ['one', 'two', 'three']);
  project.track('model', 'weights');
  await project.commit();
  await project.run('push');
}, 600_000);

afterAll(async () => {
  folder[Symbol.dispose]();
  await server[Symbol.asyncDispose]();
});

async function clone(name: string): Promise<string> {
  await project.git('clone', '--quiet', project.root, join(folder.path, name));
  return join(folder.path, name);
}

async function presign(...args: string[]): Promise<string> {
  const { code, stdout, stderr } = await project.run('storage', 'presign', ...args);
  expect(`${code} ${stderr}`).toMatch(/^0 /);
  return stdout;
}

/** Writes a manifest outside of the repository and brings what it lists. */
async function fetchIn(root: string, manifest: string) {
  writeFileSync(`${root}.json`, manifest);
  return sightlineWith(stranger, root, 'fetch', '--urls', `${root}.json`);
}

it('lets a machine without credentials bring the data of a commit, and check it out', async () => {
  const root = await clone('runner');
  expect((await sightlineWith(stranger, root, 'fetch')).stderr).toContain('remote-denied');
  const manifest = await presign('main');
  expect(await fetchIn(root, manifest)).toMatchObject({ code: 0, stdout: '5 files fetched\n' });
  expect(await fetchIn(root, manifest)).toMatchObject({ code: 0, stdout: 'Everything is up to date.\n' });
  expect((await sightlineWith(stranger, root, 'checkout')).code).toBe(0);
  expect([readFileSync(join(root, 'images/1'), 'utf8'), readFileSync(join(root, 'model'), 'utf8')]).toEqual(['two', 'weights']);
});

it('gives urls that read one object, and do nothing else', async () => {
  const manifest = parseManifest(await presign(), 'urls.json');
  const [first, second] = manifest.objects.filter(({ md5 }) => !md5.endsWith('.dir'));
  const url = first?.url ?? '';
  expect((await fetch(url)).status).toBe(200);
  for (const method of ['PUT', 'DELETE', 'POST']) {
    const { status } = await fetch(url, { method, ...(method === 'DELETE' ? {} : { body: 'evil' }) });
    expect(`${method} ${status}`).toMatch(/ 4\d\d$/);
  }
  const [, otherPath = ''] = /^[^?]*\/store\/([^?]*)/.exec(second?.url ?? '') ?? [];
  for (const changed of [
    url.replace(/store\/[^?]*/, `store/${otherPath}`),
    url.replace(/X-Amz-Expires=\d+/, 'X-Amz-Expires=604800'),
    `${url}&versionId=1`,
    `${url}&acl`,
    url.replace(/\?.*/, ''),
    `${server.endpoint}/${server.bucket}/?list-type=2&${url.slice(url.indexOf('?') + 1)}`,
  ]) {
    expect((await fetch(changed)).status).toBeGreaterThanOrEqual(400);
  }
  expect(url).not.toContain(server.secretAccessKey);
});

it('gives urls that stop to work', async () => {
  const settings = { kind: 's3', url: '', bucket: server.bucket, prefix: 'store', endpointurl: server.endpoint } as const;
  const md5 = project.put('weights');
  const url = await createS3Storage(settings, server.env).presign?.(objectKey({ md5, hash: 'md5' }), 1);
  expect((await fetch(url ?? '')).status).toBe(200);
  await sleep(2500);
  expect((await fetch(url ?? '')).status).toBe(403);
  const root = await clone('late');
  const { code, stderr } = await fetchIn(
    root,
    formatManifest({ expires: '2026-01-01T00:00:00Z', objects: [{ md5, hash: 'md5', url: url ?? '' }] }),
  );
  expect(code).toBe(3);
  expect(stderr).toContain('The urls work until 2026-01-01T00:00:00Z');
  expect(stderr).not.toContain('X-Amz-Signature');
});

it("gives a stranger's commit nothing that the base branch doesn't name", async () => {
  const secret = project.put('a secret of another branch');
  await project.git('switch', '--quiet', '--create', 'secret');
  project.track('secret', 'a secret of another branch');
  await project.commit();
  expect((await project.run('push')).code).toBe(0);
  await project.git('switch', '--quiet', 'main');
  await project.git('switch', '--quiet', '--create', 'hostile');
  project.write('loot.dvc', dvcText(secret, 'loot'));
  project.write('escape.dvc', 'outs:\n- md5: ../../../etc/passwd\n  path: escape\n');
  await project.commit();
  await project.git('switch', '--quiet', 'main');
  expect((await project.run('storage', 'presign', 'hostile', '--within', 'main')).stderr).toContain('invalid-dvc-file');
  await project.git('switch', '--quiet', 'hostile');
  await project.git('rm', '--quiet', 'escape.dvc');
  await project.commit();
  await project.git('switch', '--quiet', 'main');
  expect(await presign('hostile')).toContain(secret);
  const { stdout, stderr } = await project.run('storage', 'presign', 'hostile', '--within', 'main');
  expect(stdout).not.toContain(secret);
  expect(stderr).toContain("'loot' is left out: main does not have it.");
  expect(parseManifest(stdout, 'urls.json').objects).toHaveLength(5);
});

it('keeps nothing that is not what the list says', async () => {
  const [weights, two] = [project.put('weights'), project.put('two')];
  const { objects, expires } = parseManifest(await presign(), 'urls.json');
  const url = objects.find(({ md5 }) => md5 === two)?.url ?? '';
  const root = await clone('wrong');
  const wrong = await fetchIn(root, formatManifest({ expires, objects: [{ md5: weights, hash: 'md5', url }] }));
  expect(wrong).toMatchObject({ code: 3, stderr: expect.stringContaining('wrong-content') });
  expect(existsSync(join(root, '.dvc/cache', objectKey({ md5: weights, hash: 'md5' })))).toBe(false);
  for (const bad of ['http://169.254.169.254/latest/meta-data', 'http://me:hush@127.0.0.1/x', `${server.endpoint}/${server.bucket}/none`]) {
    const refused = await fetchIn(root, formatManifest({ expires, objects: [{ md5: weights, hash: 'md5', url: bad }] }));
    expect(refused.code).toBe(3);
  }
  expect(await fetchIn(root, 'no json')).toMatchObject({ code: 2, stderr: expect.stringContaining('invalid-manifest') });
});

it('makes no urls for a folder', async () => {
  const local = new CachedProject(join(folder.path, 'local'));
  await local.create();
  await local.run('remote', 'add', '-d', 'store', join(folder.path, 'remote'));
  local.track('data', 'x');
  await local.commit();
  expect(await local.run('storage', 'presign')).toMatchObject({ code: 2, stderr: expect.stringContaining('unsupported-remote') });
});
