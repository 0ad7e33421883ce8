import { execFileSync, spawnSync } from 'node:child_process';
import { hash } from 'node:crypto';
import { lstatSync, mkdirSync, readFileSync, readdirSync, readlinkSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { hashDirObject } from '../../src/core/data/dir-object.ts';
import { type TestProject, testProject } from '../support/test-project.ts';

const md5 = 'b1946ac92492d2347c6235b4d2611184'; // of 'hello\n'
const objectPath = (id: string): string => `.dvc/cache/files/md5/${id.slice(0, 2)}/${id.slice(2)}`;

/** Every file and link around and in the project by what it holds, but for our own index, locks and cache. */
function everything(project: TestProject): ReadonlyMap<string, string> {
  const top = join(project.root, '..');
  const names = readdirSync(top, { recursive: true, encoding: 'utf8' }).filter(
    (name) => !/^cache(?:\/|$)|\.dvc\/(?:tmp|cache)(?:\/|$)/.test(name),
  );
  return new Map(
    names.toSorted().map((name) => {
      const stats = lstatSync(join(top, name));
      const content = stats.isSymbolicLink() ? readlinkSync(join(top, name)) : stats.isFile() ? readFileSync(join(top, name), 'hex') : '';
      return [name, `${stats.mode} ${hash('md5', content, 'hex')}`];
    }),
  );
}

/** How the work fails, and which files differ afterwards. */
async function refusal(
  project: TestProject,
  work: () => Promise<unknown>,
): Promise<{ readonly error: unknown; readonly changed: readonly string[] }> {
  const before = everything(project);
  const error = await work().then(
    () => undefined,
    (failure: unknown) => failure,
  );
  const after = everything(project);
  return { error, changed: [...new Set([...before.keys(), ...after.keys()])].filter((name) => before.get(name) !== after.get(name)) };
}

/** Nine levels of nine aliases each: 400 million nodes when they are written out. */
const bomb = Array.from(
  { length: 9 },
  (_, at) => `l${at}: &l${at} [${Array.from({ length: 9 }, () => (at === 0 ? 'x' : `*l${at - 1}`)).join(', ')}]\n`,
).join('');
const pipeline = 'stages:\n  s:\n    cmd: "true"\n    params: [lr]\n    outs: [o]\n';

describe('YAML', () => {
  it.each([
    ['x.dvc', { 'x.dvc': bomb }],
    ['dvc.yaml', { 'dvc.yaml': `${bomb}stages: {}\n` }],
    ['dvc.lock', { 'dvc.yaml': pipeline, 'params.yaml': 'lr: 1\n', 'dvc.lock': `schema: '2.0'\n${bomb}` }],
    ['params.yaml', { 'dvc.yaml': pipeline, 'params.yaml': bomb }],
  ])('that multiplies itself is refused in %s, with its line', async (file, files) => {
    using project = await testProject(files);
    const place = { file, line: expect.any(Number) as unknown };
    expect(await refusal(project, () => project.status())).toMatchObject({ error: { code: 'yaml-syntax', place }, changed: [] });
    expect(await refusal(project, () => project.repro())).toMatchObject({ error: { code: 'yaml-syntax', place }, changed: [] });
  });

  it('that is nested without end is refused', async () => {
    using project = await testProject({ 'x.dvc': '['.repeat(100_000) });
    expect(await refusal(project, () => project.checkout())).toMatchObject({
      error: { code: 'yaml-syntax', place: { file: 'x.dvc' } },
      changed: [],
    });
  });

  it.each([
    [40, 'file-too-large'],
    [2000, 'unreadable-file'],
  ])('of %i MB in a .dvc file is refused', async (megabytes, code) => {
    using project = await testProject({ 'x.dvc': '' });
    truncateSync(join(project.root, 'x.dvc'), megabytes << 20);
    await expect(project.checkout()).rejects.toMatchObject({ code });
  });

  it('that is a pipe is refused instead of waited for', async () => {
    using project = await testProject({});
    execFileSync('mkfifo', [join(project.root, 'x.dvc')]);
    await expect(project.checkout()).rejects.toMatchObject({ code: 'unreadable-file' });
  });
});

describe('a list of files', () => {
  it.each([
    '../x',
    '/x',
    'a/../../x',
    'a//b',
    'a/./b',
    '',
    'a\0b',
    String.raw`..\..\x`,
    String.raw`a\..\x`,
    '.git./hooks/x',
    '.GIT /hooks/x',
    'git~1/hooks/x',
    '.g\u200Cit/hooks/x',
    '.git::$INDEX_ALLOCATION/hooks/x',
    String.raw`a\.git\hooks\x`,
    'deep/.dvc/config',
    'DVC~1/config',
  ])('that names %j is refused', async (relpath) => {
    const content = JSON.stringify([{ md5, relpath }]);
    const id = hashDirObject(content);
    using project = await testProject({
      [objectPath(md5)]: 'hello\n',
      [objectPath(id)]: content,
      'x.dvc': `outs:\n- md5: ${id}\n  hash: md5\n  path: data\n`,
    });
    const before = everything(project);
    expect((await project.checkout({ force: true })).failed).toMatchObject([{ code: 'missing-data' }]);
    expect(everything(project)).toEqual(before);
  });

  it.each([
    ['twice', `[{"md5": "${md5}", "relpath": "a"}, {"md5": "${md5}", "relpath": "a"}]`],
    ['twice and unsorted', `[{"md5": "${md5}", "relpath": "a"}, {"md5": "${md5}", "relpath": "b"}, {"md5": "${md5}", "relpath": "a"}]`],
    [
      'and folders by one name',
      `[{"md5": "${md5}", "relpath": "a"}, {"md5": "${md5}", "relpath": "a!"}, {"md5": "${md5}", "relpath": "a/b"}]`,
    ],
    ['in a form that is none', `{"md5": "${md5}", "relpath": "a"}`],
  ])('that names files %s is refused', async (_, content) => {
    const id = hashDirObject(content);
    using project = await testProject({
      [objectPath(md5)]: 'hello\n',
      [objectPath(id)]: content,
      'x.dvc': `outs:\n- md5: ${id}\n  hash: md5\n  path: data\n`,
    });
    const { failed } = await project.checkout();
    expect(failed).toMatchObject([{ code: 'missing-data', place: { file: join(project.root, objectPath(id)) } }]);
    expect(failed[0]?.message).toMatch(
      /the list of its files (?:names 'a'(?: twice|, and 'a\/b' in a folder of that name)|is no list of files)$/,
    );
    expect(project.exists('data')).toBe(false);
  });

  it('that is not what its name says is refused, though the cache has it as whole', async () => {
    const id = `${'0'.repeat(31)}1.dir`;
    using project = await testProject({
      [objectPath(md5)]: 'hello\n',
      [objectPath(id)]: `[{"md5": "${md5}", "relpath": "a"}]`,
      'x.dvc': `outs:\n- md5: ${id}\n  hash: md5\n  path: data\n`,
    });
    execFileSync('chmod', ['444', join(project.root, objectPath(id))]);
    expect((await project.checkout()).failed).toMatchObject([{ code: 'missing-data' }]);
  });
});

describe('a link that leads out of the project', () => {
  const empty = hashDirObject('[]');

  async function withOutside(files: Readonly<Record<string, string>>, link: string, target = '../outside'): Promise<TestProject> {
    const project = await testProject(files);
    mkdirSync(join(project.root, '../outside'));
    project.write('../outside/f', 'kept\n');
    symlinkSync(target, join(project.root, link));
    return project;
  }

  it('is not followed to remove files, forced or not', async () => {
    using project = await withOutside(
      { [objectPath(empty)]: '[]', 'data.dvc': `outs:\n- md5: ${empty}\n  hash: md5\n  path: data\n` },
      'data',
    );
    expect(await refusal(project, () => project.checkout({ force: true }))).toMatchObject({ error: { code: 'write-failed' }, changed: [] });
  });

  it('is not followed to add', async () => {
    using project = await withOutside({}, 'sub');
    expect(await refusal(project, () => project.add('sub/f'))).toMatchObject({ error: { code: 'forbidden-path' }, changed: [] });
  });

  it('is not followed to add or to record the folder that it leads to', async () => {
    using project = await withOutside({ 'sub.dvc': `outs:\n- md5: ${empty}\n  hash: md5\n  path: sub\n` }, 'sub');
    for (const work of [() => project.add('sub'), () => project.commit(true), () => project.repro({ allPipelines: true })]) {
      expect(await refusal(project, work)).toMatchObject({ error: { code: 'forbidden-path' }, changed: [] });
    }
  });

  it('is not followed to run a pipeline behind it', async () => {
    using project = await withOutside({}, 'sub');
    project.write('../outside/dvc.yaml', 'stages:\n  s: {cmd: echo x > o, outs: [o]}\n');
    const before = everything(project);
    await project.repro({ allPipelines: true });
    await project.repro({ targets: ['sub/dvc.yaml'] }).catch(() => undefined);
    expect(everything(project)).toEqual(before);
  });

  it.each(['.gitignore', 'x.dvc'])('is replaced when it is %s, and what it leads to stays', async (name) => {
    using project = await withOutside({ x: 'x' }, name, '../outside/f');
    await project.add('x').catch(() => undefined);
    expect(project.read('../outside/f')).toBe('kept\n');
  });
});

describe('a name', () => {
  it.each(['a\nb', 'a\rb'])('of an output with a line break (%j) is refused: a .gitignore cannot hold it', async (name) => {
    using project = await testProject({ [name]: 'x' });
    expect(await refusal(project, () => project.add(name))).toMatchObject({ error: { code: 'forbidden-path' }, changed: [] });
    const quoted = JSON.stringify(name);
    using tracked = await testProject({ 'x.dvc': `outs:\n- md5: ${md5}\n  hash: md5\n  path: ${quoted}\n`, [objectPath(md5)]: 'hello\n' });
    expect(await refusal(tracked, () => tracked.checkout())).toMatchObject({
      error: { code: 'forbidden-path', place: { file: 'x.dvc' } },
      changed: [],
    });
    using staged = await testProject({ 'dvc.yaml': `stages:\n  s:\n    cmd: "true"\n    outs: [${quoted}]\n` });
    expect(await refusal(staged, () => staged.repro())).toMatchObject({
      error: {
        code: 'forbidden-path',
        place: { file: 'dvc.yaml', line: expect.any(Number) as unknown },
      },
      changed: [],
    });
  });

  it.each(['.git/hooks/x', '.GIT./x', 'git~1/x', '.dvc/x'])("of git's or DVC's own (%j) isn't added", async (name) => {
    using project = await testProject({ [name]: 'x' });
    expect(await refusal(project, () => project.add(name))).toMatchObject({ error: { code: 'forbidden-path' }, changed: [] });
  });

  it('with a line break in a folder is kept, as DVC does', async () => {
    using project = await testProject({ 'data/a\nb': 'x', 'data/ -rf': 'y' });
    await project.add('data');
    project.git('clean', '-dfxq', '--', 'data');
    await project.checkout();
    expect(project.read('data/a\nb')).toBe('x');
  });
});

describe('a .dvcignore', () => {
  it('with a pattern that takes for ever is refused with its line', async () => {
    const deep = 'a/'.repeat(60);
    using project = await testProject({ [`data/${deep}x`]: 'x', '.dvcignore': `# note\n${'**/a/'.repeat(6)}b\n` });
    expect(await refusal(project, () => project.add('data'))).toMatchObject({
      error: { code: 'invalid-pattern', place: { file: '.dvcignore', line: 2 } },
      changed: [],
    });
  });

  it('with many stars in a name is matched all the same', async () => {
    using project = await testProject({ [`data/${'a'.repeat(200)}`]: 'x', '.dvcignore': `${'*a'.repeat(40)}*b\n${'*[ab]'.repeat(40)}c\n` });
    await project.add('data');
    expect(project.read('data.dvc')).toContain('nfiles: 1\n');
  });
});

it('a file name that is not UTF-8 is refused, and said to be that', async () => {
  using project = await testProject({ 'd/ok \uFFFD': 'x' });
  await project.add('d');
  writeFileSync(Buffer.concat([Buffer.from(join(project.root, 'd/a')), Buffer.from([0xff])]), 'x');
  const before = project.read('d.dvc');
  const message = expect.stringMatching(/d\/a\uFFFD' has a name that isn't UTF-8/) as unknown;
  await expect(project.add('d')).rejects.toMatchObject({ code: 'unreadable-file', message });
  expect(project.read('d.dvc')).toBe(before);
});

describe('the configuration', () => {
  it('may place the cache outside, as DVC lets it: objects, and a note of whose they are, are all that is written there', async () => {
    using project = await testProject({ x: 'hello\n', '.dvc/config': '[cache]\n    dir = ../../elsewhere\n' });
    await project.add('x');
    const files = readdirSync(join(project.root, '../elsewhere'), { recursive: true, encoding: 'utf8' });
    expect(
      files.filter(
        (name) => !/^(?:files(?:\/md5(?:\/b1)?)?|sightline(?:\/(?:tmp|lock|holder\.json|users(?:\/[0-9a-f]{64})?))?)$/.test(name),
      ),
    ).toEqual([objectPath(md5).replace('.dvc/cache/', '')]);
  });

  it('with control characters in a url or name steers no terminal', async () => {
    const name = 'st\u001B[31more';
    using project = await testProject({
      x: 'x',
      '.dvc/config': `[core]\n    remote = ${name}\n['remote "${name}"']\n    url = gopher://a\u001B]0;b\u0007/c\n`,
    });
    await project.add('x');
    const cli = resolve('dist/sightline.mjs');
    const { status, stdout, stderr } = spawnSync(process.execPath, [cli, 'push'], {
      cwd: project.root,
      env: project.env,
      encoding: 'utf8',
    });
    expect(status).not.toBe(0);
    expect(`${stdout}${stderr}`).not.toMatch(/[^\P{Cc}\n\t]/u);
    expect(`${stdout}${stderr}`).toContain('gopher');
  });
});
