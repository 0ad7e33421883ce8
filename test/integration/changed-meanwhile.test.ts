import { expect, it } from 'vitest';
import { add } from '../../src/app/add.ts';
import { loadPipeline } from '../../src/app/load-pipeline.ts';
import type { Project } from '../../src/app/project.ts';
import { recordInfos } from '../../src/app/record-versions.ts';
import { usedOutputs } from '../../src/app/used-outputs.ts';
import { openProject } from '../../src/cli/project.ts';
import { type TestProject, testProject } from '../support/test-project.ts';

const quiet = { result: () => {}, info: () => {}, warn: () => {}, progress: () => ({ advance: () => {}, [Symbol.dispose]: () => {} }) };

function open({ root, env }: TestProject): ReturnType<typeof openProject> {
  return openProject({ cwd: root, env, console: quiet, signal: new AbortController().signal, exitWith: () => {} });
}

/** The project, in which somebody else works directly after a file was read for the first time. */
function meanwhile(project: Project, file: string, work: () => void): Project {
  let next: (() => void) | undefined = work;
  const readText: Project['workspace']['readText'] = async (path) => {
    const text = await project.workspace.readText(path);
    if (path === file) {
      const now = next;
      next = undefined;
      now?.();
    }
    return text;
  };
  return { ...project, workspace: { ...project.workspace, readText } };
}

/** Records a version of each of the paths, while somebody else writes `text` into a file. Answers what the file says then. */
async function recordWhile(at: TestProject, paths: readonly string[], file: string, text: string, isBefore = false): Promise<string> {
  using project = open(at);
  const used = (await usedOutputs(project.workspace)).filter(({ path }) => paths.includes(path));
  expect(used.map(({ path }) => path)).toEqual(paths);
  const infos = new Map(used.map(({ path, info }) => [path, { ...info, cloud: { remote: 'r', etag: 'e', versionId: `of-${path}` } }]));
  if (isBefore) {
    at.write(file, text);
  }
  await recordInfos(
    meanwhile(project, file, () => at.write(file, text)),
    used,
    infos,
  );
  return at.read(file);
}

/** Two stages that have run; the first has a folder for a dependency, which the lock names without its files. */
function twoStages(): Promise<TestProject> {
  return testProject({
    'data/a': 'a',
    'dvc.yaml': 'stages:\n  one: {cmd: echo 1 > one.txt, deps: [data], outs: [one.txt]}\n  two: {cmd: echo 2 > two.txt, outs: [two.txt]}\n',
  });
}

const md5Of = (lock: string, path: string): string =>
  new RegExp(`path: ${path}\n.*\n +md5: (?<md5>\\w+)`).exec(lock)?.groups?.['md5'] ?? '';
const other = 'c'.repeat(32);

it('a lock that git writes while versions are recorded keeps what git wrote', async () => {
  using at = await twoStages();
  await at.add('data');
  await at.repro();
  const lock = at.read('dvc.lock');
  const text = await recordWhile(at, ['one.txt'], 'dvc.lock', lock.replace(md5Of(lock, 'two.txt'), other));
  expect(text).toContain('version_id: of-one.txt\n');
  expect(md5Of(text, 'two.txt')).toBe(other);
});

it.each([
  ['before', true],
  ['while', false],
])('a lock that names other contents stays as git wrote it %s versions are recorded', async (_, isBefore) => {
  using at = await twoStages();
  await at.add('data');
  await at.repro();
  const lock = at.read('dvc.lock');
  const written = lock.replace(md5Of(lock, 'one.txt'), other);
  await expect(recordWhile(at, ['one.txt', 'two.txt'], 'dvc.lock', written, isBefore)).rejects.toMatchObject({
    code: 'changed-meanwhile',
    message: "'dvc.lock' changed while data was moved, so no versions are recorded there",
  });
  expect(at.read('dvc.lock')).toBe(written);
});

it('a lock that git leaves in the middle of a merge while versions are recorded stays so', async () => {
  using at = await twoStages();
  await at.add('data');
  await at.repro();
  const written = `<<<<<<< ours\n${at.read('dvc.lock')}`;
  await expect(recordWhile(at, ['one.txt'], 'dvc.lock', written)).rejects.toMatchObject({ code: 'changed-meanwhile' });
  expect(at.read('dvc.lock')).toBe(written);
});

it('a .dvc file that is written while versions are recorded keeps what was written, or stays as it is', async () => {
  using at = await testProject({ x: 'x' });
  await at.add('x');
  const before = at.read('x.dvc');
  const text = await recordWhile(at, ['x'], 'x.dvc', `${before}meta:\n  owner: us # a note\n`);
  expect(text).toContain('version_id: of-x\n');
  expect(text).toContain('meta:\n  owner: us # a note\n');
  const written = before.replace(/md5: \w+/, `md5: ${other}`);
  at.write('x.dvc', before);
  await expect(recordWhile(at, ['x'], 'x.dvc', written)).rejects.toMatchObject({ code: 'changed-meanwhile' });
  expect(at.read('x.dvc')).toBe(written);
});

it('a lock that git writes while a stage runs keeps what git wrote', async () => {
  using at = await testProject({
    'git.lock': `schema: '2.0'\nstages:\n  away:\n    cmd: away\n    outs:\n    - path: away\n      hash: md5\n      md5: ${other}\n      size: 1\n`,
    'dvc.yaml': 'stages:\n  one: {cmd: cp git.lock dvc.lock && echo 1 > one.txt, outs: [one.txt]}\n',
  });
  expect(await at.repro()).toEqual({ one: 'ran' });
  expect(at.read('dvc.lock').startsWith(at.read('git.lock'))).toBe(true);
  expect(md5Of(at.read('dvc.lock'), 'one.txt')).toMatch(/^\w{32}$/);
});

it('a part of a folder is not added to what git names by then', async () => {
  using at = await testProject({ 'data/a': 'a', 'data/b': 'b' });
  await at.add('data');
  at.write('data/a', 'changed');
  using project = open(at);
  const pipeline = await loadPipeline(project.workspace);
  const written = at.read('data.dvc').replace(/md5: \w+\.dir/, `md5: ${other}.dir`);
  at.write('data.dvc', written);
  const adding = add(project, pipeline, { targets: ['data/a'], glob: false, noCommit: false, noRelink: false });
  await expect(adding).rejects.toMatchObject({ code: 'changed-meanwhile', place: { file: 'data.dvc' } });
  expect(at.read('data.dvc')).toBe(written);
});

it('a .dvc file that an editor writes while its data is saved keeps what was written', async () => {
  using at = await testProject({ x: 'x' });
  await at.add('x');
  at.write('x', 'longer');
  using project = open(at);
  const pipeline = await loadPipeline(project.workspace);
  at.write('x.dvc', `${at.read('x.dvc')}meta:\n  owner: us\n`);
  await add(project, pipeline, { targets: ['x'], glob: false, noCommit: false, noRelink: false });
  expect(at.read('x.dvc')).toMatch(/size: 6\n(?:.*\n)*meta:\n {2}owner: us\n$/);
});
