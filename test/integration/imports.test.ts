import { mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { addFrom, type AddFromRequest } from '../../src/app/add-from.ts';
import { importUrl, type ImportRequest } from '../../src/app/import-url.ts';
import { loadPipeline } from '../../src/app/load-pipeline.ts';
import { updateImports } from '../../src/app/update-imports.ts';
import { parseSourceSettings } from '../../src/core/data/bucket-settings.ts';
import { createImportSources } from '../../src/cli/import-sources.ts';
import { openProject } from '../../src/cli/project.ts';
import type { SourceFile } from '../../src/core/data/import-source.ts';
import type { ImportSources } from '../../src/core/import-ports.ts';
import { sightlineWith } from '../support/cli.ts';
import { testProject, type TestProject } from '../support/test-project.ts';

const quiet = { result: () => {}, info: () => {}, warn: () => {}, progress: () => ({ advance: () => {}, [Symbol.dispose]: () => {} }) };
const { signal } = new AbortController();
const usual = { out: undefined, fetch: 'all', force: false, settings: new Map(), toRemote: undefined, jobs: undefined, signal } as const;

function open({ root, env }: TestProject): ReturnType<typeof openProject> {
  return openProject({ cwd: root, env, console: quiet, signal, exitWith: () => {} });
}

async function bring(
  at: TestProject,
  request: Partial<ImportRequest> & { url: string },
  sources?: ImportSources,
): Promise<readonly string[]> {
  using project = open(at);
  const pipeline = await loadPipeline(project.workspace);
  return await importUrl(project, sources ?? createImportSources(project, at.env), pipeline, { ...usual, ...request });
}

async function addOut(at: TestProject, request: Partial<AddFromRequest>): Promise<readonly string[]> {
  using project = open(at);
  const whole = { from: 'there.txt', out: undefined, force: false, toRemote: undefined, jobs: undefined, signal, ...request };
  return await addFrom(project, createImportSources(project, at.env), await loadPipeline(project.workspace), whole);
}

async function update(at: TestProject, ...targets: string[]): Promise<readonly string[]> {
  return updateWhile(at, () => {}, ...targets);
}

/** Somebody else works when the files are read and the first source is asked. */
async function updateWhile(at: TestProject, work: () => void, ...targets: string[]): Promise<readonly string[]> {
  using project = open(at);
  const request = { targets, recursive: false, noDownload: false, toRemote: undefined, jobs: undefined, signal };
  const real = createImportSources(project, at.env);
  const sources: ImportSources = {
    open: async (place, config) => {
      work();
      return real.open(place, config);
    },
  };
  return await updateImports(project, sources, await loadPipeline(project.workspace), request);
}

/** A bucket with these names in it. */
function bucketOf(names: readonly string[], isGone = false): ImportSources {
  const files = names.map((relpath): SourceFile => ({ relpath, token: 'etag', size: 1 }));
  return {
    open: async () => ({
      concurrency: 2,
      state: async () => ({ tokenName: 'etag', isFolder: true, isVersioned: false, files }),
      download: async (_file, target) => {
        writeFileSync(target, 'x');
        return isGone ? undefined : { md5: '9dd4e461268c8034f5c8564e155c67a6', size: 1 };
      },
    }),
  };
}

it.each([['../up'], ['.git/hooks/post-checkout'], ['a/../b'], ['/etc/x'], ['a\0b'], ['same', 'same'], ['a', 'a!', 'a/b']])(
  'refuses files of a source named %j',
  async (...names) => {
    using project = await testProject({});
    await expect(bring(project, { url: 's3://evil/data' }, bucketOf(names))).rejects.toThrow(
      expect.objectContaining({ code: 'forbidden-path' }),
    );
    expect(project.git('status', '--porcelain', '--untracked-files=all')).not.toContain('data');
  },
);

it('records nothing when the source changes meanwhile', async () => {
  using project = await testProject({});
  await expect(bring(project, { url: 's3://bucket/data' }, bucketOf(['a', 'b'], true))).rejects.toThrow(/changed while/);
  expect([project.exists('data.dvc'), project.exists('data'), project.exists('.gitignore')]).toEqual([false, false, false]);
});

it('places a folder of a bucket', async () => {
  using project = await testProject({});
  expect(await bring(project, { url: 's3://bucket/data', out: 'in' }, bucketOf(['a', 'b/c']))).toEqual(['.gitignore', 'in.dvc']);
  expect(project.read('in/b/c')).toBe('x');
  expect(await project.status()).toEqual(new Map());
});

it.each([
  ['../outside', 'forbidden-path'],
  ['.git/x', 'forbidden-path'],
  ['dvc.yaml', 'forbidden-path'],
  ['tracked/below', 'output-overlap'],
  ['there.txt', 'unsaved-changes'],
])('does not import to %s', async (out, code) => {
  using project = await testProject({ 'tracked/a': 'a', 'there.txt': 'x' });
  await project.add('tracked');
  await expect(bring(project, { url: 'there.txt', out })).rejects.toThrow(expect.objectContaining({ code }));
  await expect(addOut(project, { out })).rejects.toThrow(expect.objectContaining({ code }));
});

it('adds nothing from elsewhere behind a link, or from nowhere', async () => {
  using project = await testProject({ 'there.txt': 'x' });
  mkdirSync(join(project.root, '..', 'elsewhere'));
  symlinkSync('../elsewhere', join(project.root, 'link'));
  await expect(addOut(project, { out: 'link/x' })).rejects.toThrow(expect.objectContaining({ code: 'forbidden-path' }));
  await expect(addOut(project, { from: 'none', out: 'x' })).rejects.toThrow(expect.objectContaining({ code: 'missing-file' }));
  expect(['x', 'x.dvc', '../elsewhere/x'].filter((path) => project.exists(path))).toEqual([]);
});

it('replaces what was added when told to, and keeps what else its .dvc file says', async () => {
  using project = await testProject({ 'old.txt': 'old', 'new.txt': 'new' });
  await addOut(project, { from: 'old.txt', out: 'data' });
  project.write('data.dvc', `desc: mine # a comment\n${project.read('data.dvc')}`);
  expect(await addOut(project, { from: 'new.txt', out: 'data', force: true })).toEqual(['data.dvc']);
  expect([project.read('data'), project.read('data.dvc').split('\n')[0]]).toEqual(['new', 'desc: mine # a comment']);
  expect(await project.status()).toEqual(new Map());
});

it('keeps what is written into its file meanwhile when it updates, and leaves one that names another source by then', async () => {
  using project = await testProject({ 'there.txt': 'x', 'other.txt': 'x' });
  await bring(project, { url: 'there.txt', out: 'in' });
  project.write('there.txt', 'longer');
  const noted = `${project.read('in.dvc')}desc: mine\n`;
  expect(await updateWhile(project, () => project.write('in.dvc', noted), 'in.dvc')).toEqual(['in.dvc']);
  expect(project.read('in.dvc')).toMatch(/size: 6\n[^]*desc: mine\n$/);
  project.write('there.txt', 'longest');
  const moved = project.read('in.dvc').replace('there.txt', 'other.txt');
  await expect(updateWhile(project, () => project.write('in.dvc', moved), 'in.dvc')).rejects.toMatchObject({ code: 'changed-meanwhile' });
  expect([project.read('in.dvc'), project.read('in')]).toEqual([moved, 'longer']);
});

it('does not lose what was changed here when it updates', async () => {
  using project = await testProject({});
  const source = join(project.root, '..', 'source');
  mkdirSync(source);
  writeFileSync(join(source, 'a'), 'old');
  await bring(project, { url: source, out: 'data' });
  writeFileSync(join(source, 'a'), 'new');
  project.write('data/mine', 'only here');
  const before = project.read('data.dvc');
  await expect(update(project, 'data.dvc')).rejects.toThrow(expect.objectContaining({ code: 'unsaved-changes' }));
  expect([project.read('data/mine'), project.read('data.dvc')]).toEqual(['only here', before]);
});

it('goes on with a folder of which a killed update had changed some files', async () => {
  using project = await testProject({ 'source/a': 'old', 'source/b': 'old too' });
  await bring(project, { url: 'source', out: 'data' });
  project.write('source/a', 'new');
  project.write('source/b', 'new too');
  await update(project, 'data.dvc');
  rmSync(join(project.root, 'data/b'));
  project.write('data/b', 'old too');
  await update(project, 'data.dvc');
  expect(project.read('data/b')).toBe('new too');
});

it('says that data which was added is not imported, with the file', async () => {
  using project = await testProject({ 'x.txt': 'x' });
  await project.add('x.txt');
  await expect(update(project, 'x.txt.dvc')).rejects.toThrow(
    expect.objectContaining({ code: 'unknown-target', place: { file: 'x.txt.dvc' } }),
  );
});

it('replaces a file by a folder when it is forced to', async () => {
  using project = await testProject({ 'source/a': 'a', x: 'x' });
  await project.add('x');
  await bring(project, { url: 'source', out: 'x', force: true });
  expect(project.read('x/a')).toBe('a');
});

/** What a `pull` does, as a process. */
const pull = (at: TestProject, ...targets: string[]): ReturnType<typeof sightlineWith> =>
  sightlineWith(at.env, at.root, 'pull', ...targets);

it('pulls what was imported without its data, as long as the source holds what was recorded', async () => {
  using project = await testProject({});
  project.write('../there/one.txt', 'one');
  project.write('../there/folder/a', 'a');
  project.write('../there/folder/b/c', 'c');
  for (const name of ['one.txt', 'folder']) {
    await bring(project, { url: join(project.root, '../there', name), fetch: 'record' });
  }
  const records = [project.read('one.txt.dvc'), project.read('folder.dvc')];
  expect(await pull(project)).toMatchObject({ code: 0, stdout: expect.stringContaining('3 files fetched and 3 files added') as unknown });
  expect([project.read('one.txt'), project.read('folder/a'), project.read('folder/b/c')]).toEqual(['one', 'a', 'c']);
  expect([project.read('one.txt.dvc'), project.read('folder.dvc')]).toEqual(records);
  rmSync(join(project.root, 'one.txt'));
  rmSync(join(project.root, '../there'), { recursive: true });
  expect(await pull(project)).toMatchObject({ code: 0, stdout: expect.stringContaining('1 file added') as unknown }); // the cache has it
  rmSync(join(project.root, '.dvc/cache'), { recursive: true });
  rmSync(join(project.root, 'one.txt'));
  project.write('../there/one.txt', 'two');
  project.write('../there/folder/a', 'a');
  project.write('../there/folder/b/c', 'c');
  rmSync(join(project.root, 'folder'), { recursive: true });
  const failed = await pull(project);
  expect(failed).toMatchObject({
    code: 3,
    stderr: expect.stringContaining("one.txt' doesn't hold any more what is recorded of it") as unknown,
  });
  expect([project.exists('one.txt'), project.read('folder/a')]).toEqual([false, 'a']);
});

it('leaves out no file of a folder whose name is not UTF-8, but refuses the folder', async () => {
  using project = await testProject({ '../there/a': 'a' });
  writeFileSync(Buffer.concat([Buffer.from(join(project.root, '../there/b')), Buffer.from([0xff])]), 'b');
  const message = expect.stringMatching(/there\/b\uFFFD' has a name that isn't UTF-8/) as unknown;
  await expect(bring(project, { url: '../there', out: 'here' })).rejects.toMatchObject({ code: 'unreadable-file', message });
  expect(project.exists('here.dvc')).toBe(false);
});

it('tells of an import without its data what brings it', async () => {
  using project = await testProject({ '../there': 'one' });
  await bring(project, { url: join(project.root, '../there'), out: 'looked-at', fetch: 'record' });
  await bring(project, { url: join(project.root, '../there'), out: 'unseen', fetch: 'nothing' });
  project.write('lost.dvc', 'outs:\n- hash: md5\n  path: lost\n');
  const { failed } = await project.checkout();
  expect(failed.map(({ message, hint }) => [message, /'sightline [^']*'/.exec(hint)?.[0]])).toEqual([
    ["'looked-at' was imported without its data", "'sightline pull looked-at.dvc'"],
    ["nothing is recorded of 'lost'", "'sightline commit lost.dvc'"],
    ["'unseen' was imported without its data", "'sightline update unseen.dvc'"],
  ]);
  expect(await pull(project, 'looked-at.dvc')).toMatchObject({ code: 0 });
  expect(project.read('looked-at')).toBe('one');
});

it('brings the other imports where one has settings that nobody knows', async () => {
  using project = await testProject({ '../there': 'one' });
  const dep = '- etag: e\n  hash: md5\n  path: s3://bucket/key\n  fs_config: {__proto__: x}\n';
  project.write('key.dvc', `frozen: true\ndeps:\n${dep}outs:\n- hash: md5\n  path: key\n`);
  await bring(project, { url: join(project.root, '../there'), out: 'one.txt', fetch: 'record' });
  expect(await pull(project)).toMatchObject({
    code: 2,
    stderr: expect.stringMatching(/key\.dvc:6:\d+: .*'__proto__' is no option .*\[invalid-dvc-file\]/) as unknown,
  });
  expect(project.read('one.txt')).toBe('one');
});

it.each([
  [['nonsense=1'], 'invalid-option'],
  [['use_ssl=perhaps'], 'invalid-option'],
  [['request_payer=true'], 'invalid-option'],
  [['REGION=eu'], 'invalid-option'],
  [['VERSION_AWARE=true'], 'invalid-option'],
  [['url=s3://other/key'], 'invalid-option'],
  [['constructor=x'], 'invalid-option'],
  [['__proto__=x'], 'invalid-option'],
  [['endpointurl=http://user:password@host'], 'invalid-option'],
  [['endpointurl'], 'invalid-option'],
  [['=x'], 'invalid-option'],
  [['secret_access_key=x'], 'invalid-option'],
])('refuses --fs-config %j', async (typed, code) => {
  using project = await testProject({});
  const imported = async (): Promise<unknown> =>
    bring(project, { url: 's3://bucket/key', fetch: 'nothing', settings: parseSourceSettings(typed) });
  await expect(imported()).rejects.toMatchObject({ code });
  expect(project.exists('key.dvc')).toBe(false);
});

it('takes --fs-config for buckets only', async () => {
  using project = await testProject({});
  const settings = parseSourceSettings(['region=eu-north-1']);
  await expect(bring(project, { url: '../there', fetch: 'nothing', settings })).rejects.toMatchObject({ code: 'invalid-option' });
});
