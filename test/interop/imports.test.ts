import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { DvcDriver } from '../rigs/dvc-driver.ts';
import { dvcRig } from '../rigs/dvc.ts';
import { makeBucket, s3Rig, type S3Rig } from '../rigs/s3.ts';
import { WebServer } from '../support/web-server.ts';
import { takeSnapshot } from './snapshot.ts';
import { dvcTool, runProcess, sightlineTool, succeeded, type Tool, toolEnv } from './tool.ts';

type Step =
  | { readonly run: readonly string[] }
  /** A file of the source folder, seen by both tools. */
  | { readonly source: string; readonly text: string }
  /** An object of both buckets. */
  | { readonly object: string; readonly text: string }
  | { readonly page: string; readonly text: string }
  /** A path of the project that goes. */
  | { readonly remove: string };

const run = (...args: string[]): Step => ({ run: args });

/** WEB, SRC and the like are replaced by what they are on this machine. Each case starts with a new project. */
const cases: Readonly<Record<string, readonly Step[]>> = {
  'a page with an etag, a weak one, an md5, a date, nothing': ['etag', 'weak', 'md5', 'all', 'last', 'none'].map((page) =>
    run('import-url', `WEB/${page}.txt`),
  ),
  'a page without a length, without HEAD, behind a redirect, with a query': [
    run('import-url', 'WEB/unsized.txt'),
    run('import-url', 'WEB/nohead.txt'),
    run('import-url', 'WEB/moved.txt'),
    run('import-url', 'WEB/etag.txt?x=1', 'query.txt'),
    run('import-url', 'WEB/empty.txt'),
    run('import-url', 'WEB/gone.txt'),
  ],
  'a page that changes': [
    run('import-url', 'WEB/changes.txt'),
    run('update', 'changes.txt.dvc'),
    { page: '/changes.txt', text: 'new' },
    run('update', 'changes.txt.dvc'),
    run('update', 'changes.txt'),
  ],
  'pages not downloaded': [
    run('import-url', '--no-download', 'WEB/etag.txt'),
    run('import-url', '--no-exec', 'WEB/md5.txt'),
    run('status'),
    run('update', 'etag.txt.dvc'),
    run('update', '--no-download', 'md5.txt.dvc'),
    run('update', 'md5.txt.dvc'),
  ],
  'files and folders of this machine': [
    run('import-url', 'SRC/one.txt'),
    run('import-url', '../../src/one.txt', 'again.txt'),
    run('import-url', 'SRC/folder'),
    run('import-url', 'SRC/folder', 'sub'),
    run('import-url', 'SRC/run.sh'),
    run('import-url', 'inside.txt', 'copied.txt'),
    run('import-url', 'SRC/nothing'),
    run('import-url', 'SRC/one.txt'),
    run('import-url', '-f', 'SRC/one.txt'),
    run('import-url', '-f', 'SRC/folder', 'again.txt'),
    run('status'),
  ],
  'files of this machine that change': [
    run('import-url', 'SRC/changes', 'data'),
    run('import-url', '--no-download', 'SRC/changes', 'later'),
    { source: 'changes/new.txt', text: 'new' },
    run('status'),
    run('update', 'data.dvc'),
    run('update', '--no-download', 'later.dvc'),
    run('update', 'later.dvc'),
    run('update', '-R', '.'),
    run('status'),
  ],
  'a bucket': [
    run('import-url', 's3://plain/one.txt'),
    run('import-url', 's3://plain/folder'),
    run('import-url', 's3://plain/folder/', 'slash'),
    run('import-url', '--no-download', 's3://plain/folder', 'later'),
    run('import-url', 's3://plain/nothing'),
    run('status'),
  ],
  remotes: [
    run('import-url', 'remote://plain/one.txt'),
    run('import-url', 'remote://plain/folder'),
    run('import-url', 'remote://below/sub', 'below'),
    run('import-url', 'remote://here/one.txt', 'here.txt'),
    run('import-url', 'remote://here/folder', 'here'),
    run('import-url', 'remote://unknown/x'),
  ],
  'a bucket with versions': [
    run('import-url', 'remote://versions/one.txt'),
    run('import-url', 'remote://versions/folder'),
    run('import-url', '--version-aware', 's3://versions/one.txt', 'aware.txt'),
    run('import-url', '--no-download', 'remote://versions/folder', 'later'),
    run('update', 'folder.dvc'),
    run('status'),
    { remove: '.dvc/cache' },
    { remove: 'one.txt' },
    run('pull', 'one.txt.dvc'),
  ],
  'settings of a source': [
    run('import-url', '--no-exec', 's3://plain/one.txt', 'x', '--fs-config', 'endpointurl=http://127.0.0.1:1/?a=b', 'use_ssl=false'),
    run('import-url', '--no-exec', 's3://plain/one.txt', 'y', '--version-aware', '--fs-config', 'connect_timeout=5'),
    run('import-url', '--no-exec', 's3://plain/one.txt', 'z', '--fs-config', 'version_aware=true'),
    run('import-url', '--no-exec', 's3://plain/one.txt', 'none', '--fs-config', 'nonsense=1'),
    run('import-url', '--no-exec', 's3://plain/one.txt', 'none', '--fs-config', 'use_ssl=maybe'),
    run('import-url', '--no-exec', 's3://plain/one.txt', 'none', '--fs-config', 'REGION=eu-north-1'),
    run('import-url', '--no-exec', 's3://plain/one.txt', 'none', '--fs-config', 'VERSION_AWARE=true'),
    run('import-url', 's3://versions/one.txt', 'aware.txt', '--fs-config', 'version_aware=true', 'read_timeout=20'),
    run('import-url', '--no-download', 's3://plain/folder', 'later', '--fs-config', 'read_timeout=20'),
    run('update', 'later.dvc'),
  ],
  'a pull of what was not downloaded': [
    run('import-url', '--no-download', 'SRC/one.txt'),
    run('import-url', '--no-download', 's3://plain/one.txt', 'object.txt'),
    run('import-url', '--no-download', 'remote://versions/one.txt', 'version.txt'),
    run('import-url', '--no-download', 'WEB/etag.txt'),
    run('pull', 'one.txt.dvc', 'object.txt.dvc', 'etag.txt.dvc'),
    run('pull', 'version.txt.dvc'), // of a folder DVC's pull brings the folders alone
  ],
  'objects that change': [
    run('import-url', 's3://plain/changes', 'data'),
    run('import-url', 'remote://versions/changes', 'versions'),
    { object: 'changes/new.txt', text: 'new' },
    run('status'),
    run('status', '--no-updates'),
    run('update', 'data.dvc'),
    run('update', 'versions.dvc'),
    run('update', 'versions.dvc'),
  ],
  'data sent to a remote': [
    run('import-url', '--to-remote', '-r', 'store', 'SRC/folder', 'sent'),
    run('import-url', '--to-remote', '-r', 'store', 's3://plain/one.txt'),
    run('import-url', '-r', 'store', 's3://plain/one.txt', 'x'),
    run('import-url', '--to-remote', '--no-exec', 's3://plain/one.txt', 'x'),
  ],
  'added from elsewhere': [
    run('add', 'SRC/one.txt', '-o', 'one.txt'),
    run('add', 'SRC/folder', '--out', 'sub'),
    run('add', '../../src/run.sh', '-o', 'run.sh'),
    run('add', 'WEB/etag.txt', '-o', 'page.txt'),
    run('add', 's3://plain/folder', '-o', 'bucket', '--remote-jobs', '2'),
    run('add', 'remote://here/folder', '-o', 'sub/here'),
    run('add', 'inside.txt', '-o', 'copied.txt'),
    run('add', 'SRC/nothing', '-o', 'nothing'),
    run('add', 'SRC/run.sh', '-o', 'one.txt'),
    run('add', '-f', 'SRC/run.sh', '-o', 'one.txt'),
    run('add', 'SRC/one.txt', 'SRC/run.sh', '-o', 'several'),
    run('add', '--no-commit', 'SRC/one.txt', '-o', 'other'),
    run('status'),
  ],
  'added at a remote': [
    run('add', '--to-remote', '-r', 'store', 'inside.txt'),
    run('add', '--to-remote', '-r', 'store', 'SRC/folder'),
    run('add', '--to-remote', '-r', 'store', '--remote-jobs', '2', 's3://plain/folder', '-o', 'sub/bucket'),
    run('add', '--to-remote', '-r', 'store', 'WEB/etag.txt'),
    run('add', '--to-remote', '-r', 'unknown', 'SRC/one.txt'),
    run('add', '--to-remote', 'SRC/one.txt'),
    run('add', '--to-remote', '-r', 'store', '--glob', 'SRC/*'),
    run('add', '-r', 'store', 'inside.txt'),
    run('add', '--remote-jobs', '2', 'inside.txt'),
    run('status'),
    run('pull', '-r', 'store', 'folder'),
  ],
  'what can not be updated': [run('add', 'inside.txt'), run('update', 'nothing.dvc')],
};

const objects = { 'one.txt': 'hello\n', 'folder/a': 'a\n', 'folder/sub/b': 'b\n', 'folder-not/x': 'x', 'changes/old.txt': 'old' };
const keys = { accessKeyId: 'rig-access', secretAccessKey: 'rig-secret-of-tests' };

let [rig, web, driver, folder, client]: [S3Rig, WebServer, DvcDriver, string, S3Client] = [] as never;
let tools: readonly [Tool, Tool];

beforeAll(async () => {
  rig = await s3Rig({ bucket: 'plain' });
  await makeBucket(rig.endpoint, 'versions', true);
  client = new S3Client({ endpoint: rig.endpoint, region: 'us-east-1', forcePathStyle: true, credentials: keys });
  for (const [key, text] of Object.entries(objects)) {
    await put(key, text);
  }
  web = await WebServer.start();
  setPages(web);
  const env = { ...rig.env, AWS_ENDPOINT_URL: rig.endpoint, AWS_DEFAULT_REGION: 'us-east-1' };
  driver = await DvcDriver.start(await dvcRig(), { ...toolEnv, ...env });
  tools = [dvcTool(driver), sightlineTool(env)];
  folder = await mkdtemp(join(tmpdir(), 'sightline-imports-'));
  await Promise.all(Object.entries({ ...objects, 'run.sh': 'true\n' }).map(async ([name, text]) => writeSource(name, text)));
  await chmod(join(folder, 'src', 'run.sh'), 0o755);
});

afterAll(async () => {
  client?.destroy();
  await driver?.[Symbol.asyncDispose]();
  await web?.[Symbol.asyncDispose]();
  await rig?.[Symbol.asyncDispose]();
  await rm(folder, { recursive: true, force: true });
});

async function put(key: string, text: string): Promise<void> {
  for (const bucket of ['plain', 'versions']) {
    await client.send(new PutObjectCommand({ Bucket: bucket, Key: key, Body: text }));
  }
}

async function writeSource(name: string, text: string): Promise<void> {
  await mkdir(dirname(join(folder, 'src', name)), { recursive: true });
  await writeFile(join(folder, 'src', name), text);
}

function setPages({ pages }: WebServer): void {
  const body = 'hello\n';
  const [etag, date] = ['"abc-def"', 'Wed, 21 Oct 2015 07:28:00 GMT'];
  const md5 = { 'content-md5': 'sQqNsWTHdUEFt6mb5y4/5Q==' };
  pages.set('/etag.txt', { body, headers: { etag } });
  pages.set('/weak.txt', { body, headers: { etag: 'W/"weak"' } });
  pages.set('/md5.txt', { body, headers: md5 });
  pages.set('/all.txt', { body, headers: { etag, ...md5, 'last-modified': date } });
  pages.set('/last.txt', { body, headers: { 'last-modified': date, 'content-type': 'text/plain; charset=utf-8' } });
  pages.set('/none.txt', { body, headers: { 'accept-ranges': 'none' } });
  pages.set('/unsized.txt', { body, chunked: true, headers: { etag } });
  pages.set('/nohead.txt', { body, noHead: true, headers: { etag } });
  pages.set('/moved.txt', { status: 302, headers: { location: '/etag.txt' } });
  pages.set('/empty.txt', { body: '', headers: { etag } });
  pages.set('/changes.txt', { body: 'old', headers: { etag: '"old"' } });
}

async function project(tool: Tool, at: number): Promise<string> {
  const root = join(folder, String(at), tool.name);
  await mkdir(join(root, 'sub'), { recursive: true });
  await writeFile(join(root, 'inside.txt'), 'inside\n');
  succeeded(await runProcess('git', ['init', '-q'], root));
  succeeded(await tool.run(['init', '-q'], root));
  const remotes = [
    ['plain', 's3://plain'],
    ['below', 's3://plain/folder'],
    ['versions', 's3://versions/'],
    ['here', join(folder, 'src')],
    ['store', join(folder, String(at), `store-${tool.name}`)],
  ];
  const config = remotes.map(
    ([name, url]) => `['remote "${name}"']\n    url = ${url}\n${name === 'versions' ? '    version_aware = true\n' : ''}`,
  );
  await writeFile(join(root, '.dvc', 'config'), config.join(''));
  return root;
}

/**
 * Paths and contents, without the configuration, which names the folder, and without lists of etags, which DVC leaves in
 * the cache though nothing ever asks for them, and without the files by which it tries out kinds of links. DVC fetches imports into a part of the cache by other names, `fs`.
 */
async function contents(root: string, withCache: boolean): Promise<object> {
  const entries = [...(await takeSnapshot(root))].filter(
    ([path, { kind, content }]) =>
      path !== '.dvc/config' &&
      !path.endsWith('.tmp') &&
      !(path.startsWith('.dvc/cache') && (!withCache || kind === 'folder' || content.startsWith('[{"etag"'))),
  );
  return Object.fromEntries(entries.map(([path, { kind, content }]) => [path, `${kind} ${content.replaceAll(root, '')}`]));
}

async function store(at: number, tool: Tool): Promise<object> {
  return takeSnapshot(join(folder, String(at), `store-${tool.name}`)).then(
    (found) => Object.fromEntries([...found].filter(([path]) => !path.endsWith('.tmp')).map(([path, { kind }]) => [path, kind])),
    () => ({}),
  );
}

test.each(Object.entries(cases).map(([name, steps], at) => ({ name, steps, at })))('import: $name', async ({ steps, at }) => {
  const roots = await Promise.all(tools.map(async (tool) => project(tool, at)));
  const replace = (text: string): string => text.replace('WEB', web.url).replace('SRC', join(folder, 'src'));
  for (const step of steps) {
    if ('source' in step) {
      await writeSource(step.source, step.text);
    } else if ('object' in step) {
      await put(step.object, step.text);
    } else if ('remove' in step) {
      await Promise.all(roots.map(async (root) => rm(join(root, step.remove), { recursive: true, force: true })));
    } else if ('page' in step) {
      web.pages.set(step.page, { body: step.text, headers: { etag: `"${step.text}"` } });
    } else {
      const [theirs, ours] = await Promise.all(tools.map(async (tool, side) => tool.run(step.run.map(replace), roots[side] ?? '')));
      const what = step.run.join(' ');
      const shown = (result: typeof ours): object => ({
        what,
        isDone: result?.code === 0,
        status: step.run[0] === 'status' ? result?.stdout : '',
      });
      expect(shown(ours)).toEqual(shown(theirs));
      const [expected, actual] = await Promise.all(roots.map(async (root) => contents(root, step.run[0] !== 'pull')));
      expect({ what, ...actual }).toEqual({ what, ...expected });
    }
  }
  const [theirs, ours] = tools;
  expect(await store(at, ours)).toEqual(await store(at, theirs));
  succeeded(await theirs.run(['status', '-q'], roots[1] ?? '').then((result) => ({ ...result, code: result.code > 1 ? result.code : 0 })));
});
