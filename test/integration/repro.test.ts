import { rmSync, writeFileSync, readdirSync, chmodSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { writePythonJson } from '../../src/core/value/python-json.ts';
import { type TestProject, testProject } from '../support/test-project.ts';

/** Two stages in a chain; each says that it ran in a file that git doesn't see. */
const chain = {
  'dvc.yaml': `stages:
  prepare:
    cmd: sh prepare.sh
    deps: [raw.txt, prepare.sh]
    outs: [prepared]
  train:
    cmd:
    - cat prepared/raw.txt params.yaml > model.bin
    - echo '{"accuracy":0.5}' > metrics.json
    - echo train >> .dvc/tmp/runs
    deps: [prepared]
    params: [lr]
    outs: [model.bin]
    metrics:
    - metrics.json: {cache: false}
`,
  'prepare.sh': 'mkdir prepared && cp raw.txt prepared/ && echo prepare >> .dvc/tmp/runs\n',
  'params.yaml': 'lr: 0.1\n',
  'raw.txt': 'one\n',
};

function runs(project: TestProject): readonly string[] {
  return project.exists('.dvc/tmp/runs') ? project.read('.dvc/tmp/runs').trim().split('\n') : [];
}

it('runs what is stale, once, and records it', async () => {
  using project = await testProject(chain);
  expect(await project.repro()).toEqual({ prepare: 'ran', train: 'ran' });
  expect(await project.repro()).toEqual({ prepare: 'unchanged', train: 'unchanged' });
  expect([...(await project.status())]).toEqual([]);
  expect(project.read('.gitignore')).toBe('/prepared\n/model.bin\n');
  project.write('params.yaml', '# a comment\nlr: 0.10\n');
  expect(await project.repro()).toEqual({ prepare: 'unchanged', train: 'unchanged' });
  project.write('params.yaml', 'lr: 0.2\n');
  expect(writePythonJson(await project.status())).toBe('{"train": [{"changed deps": {"params.yaml": {"lr": "modified"}}}]}');
  expect(await project.repro()).toEqual({ prepare: 'unchanged', train: 'ran' });
  expect(runs(project)).toEqual(['prepare', 'train', 'train']);
});

it('takes a run from the run cache only with the same code and environment', async () => {
  using project = await testProject({ ...chain, 'library.py': 'x = 1\n' });
  await project.repro();
  project.write('params.yaml', 'lr: 0.2\n');
  await project.repro();
  project.write('params.yaml', 'lr: 0.1\n');
  expect(await project.repro()).toEqual({ prepare: 'unchanged', train: 'restored' });
  expect(project.read('model.bin')).toBe('one\nlr: 0.1\n');
  project.write('params.yaml', 'lr: 0.2\n');
  project.write('library.py', 'x = 2\n');
  project.said();
  expect(await project.repro()).toEqual({ prepare: 'unchanged', train: 'ran' });
  expect(project.said().join('\n')).toContain(
    "Stage 'train' has a cached run that is not reused: it was made with other code than is here now",
  );
  project.write('params.yaml', 'lr: 0.1\n');
  project.write('library.py', 'x = 1\n');
  project.write('requirements.txt', 'numpy==2\n');
  project.said();
  expect(await project.repro()).toEqual({ prepare: 'unchanged', train: 'ran' });
  expect(project.said().join('\n')).toContain('it was made in another environment');
});

it('does not believe an entry without a record, nor one whose outputs are gone', async () => {
  using project = await testProject(chain);
  await project.repro();
  project.write('params.yaml', 'lr: 0.2\n');
  await project.repro();
  project.write('params.yaml', 'lr: 0.1\n');
  rmSync(join(project.root, '.dvc/cache/sightline/runs'), { recursive: true });
  project.said();
  expect(await project.repro()).toEqual({ prepare: 'unchanged', train: 'ran' });
  expect(project.said().join('\n')).toContain('nothing says which code and environment it was made with');
});

it.each(['garbage: [', '', 'cmd: x\nouts:\n- path: ../../evil\n  md5: d41d8cd98f00b204e9800998ecf8427e\n  hash: md5\n'])(
  'runs the stage when the run cache holds %j',
  async (content) => {
    using project = await testProject(chain);
    await project.repro();
    project.write('params.yaml', 'lr: 0.2\n');
    await project.repro();
    const folder = join(project.root, '.dvc/cache/runs');
    for (const file of readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((name) => join(folder, name))) {
      if (statSync(file).isFile()) {
        writeFileSync(file, content);
      }
    }
    project.write('params.yaml', 'lr: 0.1\n');
    expect(await project.repro()).toEqual({ prepare: 'unchanged', train: 'ran' });
  },
);

it('leaves lock, cache and the last good outputs when a stage fails', async () => {
  using project = await testProject(chain);
  await project.repro();
  const lock = project.read('dvc.lock');
  project.write('raw.txt', 'two\n');
  project.write('prepare.sh', 'mkdir prepared && echo half > prepared/raw.txt && exit 3\n');
  await expect(project.repro()).rejects.toMatchObject({
    code: 'stage-failed',
    message: "stage 'prepare' failed: 'sh prepare.sh' ended with exit code 3",
    hint: expect.stringContaining('.dvc/tmp/sightline/failed/prepare') as unknown,
    place: { file: 'dvc.yaml' },
  });
  expect(project.read('dvc.lock')).toBe(lock);
  expect(project.read('prepared/raw.txt')).toBe('one\n');
  expect(project.read('.dvc/tmp/sightline/failed/prepare/prepared/raw.txt')).toBe('half\n');
  project.write('prepare.sh', 'kill -9 $$\n');
  await expect(project.repro()).rejects.toMatchObject({ message: expect.stringMatching(/killed by SIGKILL|exit code 137/) as unknown });
  project.write('prepare.sh', 'true\n');
  await expect(project.repro()).rejects.toMatchObject({
    code: 'missing-output',
    message: expect.stringContaining("'prepared'") as unknown,
  });
  expect(project.read('prepared/raw.txt')).toBe('one\n');
  project.write('prepare.sh', chain['prepare.sh']);
  expect(await project.repro()).toEqual({ prepare: 'ran', train: 'ran' });
});

it('restores lost outputs from the cache by the lock alone', async () => {
  using project = await testProject(chain);
  await project.repro();
  rmSync(join(project.root, 'prepared'), { recursive: true });
  rmSync(join(project.root, 'model.bin'));
  expect(await project.repro()).toEqual({ prepare: 'restored', train: 'restored' });
  expect(runs(project)).toEqual(['prepare', 'train']);
});

it('stops at a broken lock, and says where', async () => {
  using project = await testProject(chain);
  await project.repro();
  const good = project.read('dvc.lock');
  project.write('dvc.lock', `<<<<<<< HEAD\n${good}`);
  await expect(project.repro()).rejects.toMatchObject({ place: { file: 'dvc.lock' } });
  project.write('dvc.lock', "schema: '2.0'\nstages:\n  train:\n    cmd: 3\n");
  await expect(project.repro()).rejects.toMatchObject({ code: 'invalid-lock-file', place: { file: 'dvc.lock' } });
});

it('names a missing dependency and a missing parameter', async () => {
  using project = await testProject({ ...chain, 'params.yaml': 'other: 1\n' });
  await expect(project.repro()).rejects.toMatchObject({ code: 'missing-parameter', place: { file: 'params.yaml' } });
  rmSync(join(project.root, 'raw.txt'));
  await expect(project.repro()).rejects.toMatchObject({ code: 'missing-file', message: expect.stringContaining("'raw.txt'") as unknown });
});

it('leaves the outputs of before in place when the cache cannot be written', async () => {
  using project = await testProject(chain);
  await project.repro();
  const lock = project.read('dvc.lock');
  project.write('raw.txt', 'two\n');
  const folder = join(project.root, '.dvc/cache/files/md5');
  rmSync(join(project.root, '.dvc/cache'), { recursive: true });
  project.write('.dvc/cache', 'a file where the folder should be');
  await expect(project.repro({ runCache: false })).rejects.toMatchObject({ code: 'write-failed' });
  expect(project.read('prepared/raw.txt')).toBe('one\n');
  expect(project.read('dvc.lock')).toBe(lock);
  expect(folder).toContain(project.root);
});

it('runs independent stages at once, and goes on past a failure when told so', async () => {
  using project = await testProject({
    'dvc.yaml': `stages:
  a: {cmd: 'touch a.started; for i in 1 2 3 4 5 6 7 8 9 10; do test -e b.started && break; sleep 0.2; done; test -e b.started && echo a > a', deps: [x], outs: [a]}
  b: {cmd: 'touch b.started; for i in 1 2 3 4 5 6 7 8 9 10; do test -e a.started && break; sleep 0.2; done; test -e a.started && echo b > b', deps: [x], outs: [b]}
  c: {cmd: cat a b > c, deps: [a, b], outs: [c]}
  bad: {cmd: exit 7, deps: [x], outs: [d]}
  after: {cmd: cp d e, deps: [d], outs: [e]}
`,
    x: 'x\n',
  });
  await expect(project.repro({ jobs: 3, onError: 'keep-going' })).rejects.toMatchObject({ code: 'stage-failed' });
  expect(project.read('c')).toBe('a\nb\n');
  expect(project.said().join('\n')).toContain("Stage 'after' will be skipped due to this failure");
  expect(await project.repro({ onError: 'ignore' })).toMatchObject({ c: 'unchanged', bad: 'failed' });
});

it('writes the lock in the order of the plan, whichever stage ends first', async () => {
  using project = await testProject({
    'dvc.yaml': `stages:
  slow: {cmd: 'for i in 1 2 3 4 5 6 7 8 9 10; do test -e quick && break; sleep 0.2; done; sleep 0.1; echo s > slow', deps: [x], outs: [slow]}
  quick: {cmd: 'echo q > quick', deps: [x], outs: [quick]}
`,
    x: 'x\n',
  });
  expect(await project.repro({ jobs: 2 })).toEqual({ slow: 'ran', quick: 'ran' });
  expect(project.read('dvc.lock').match(/^  \w+/gm)).toEqual(['  slow', '  quick']);
});

it('adds changed data again, restores it, and removes what a branch does not have', async () => {
  using project = await testProject({ 'data/a.txt': 'a\n' });
  expect(await project.add('data')).toEqual(['data.dvc', '.gitignore']);
  project.git('add', '.');
  project.git('commit', '--quiet', '-m', 'data');
  project.write('data/b.txt', 'b\n');
  expect(writePythonJson(await project.status())).toBe('{"data.dvc": [{"changed outs": {"data": "modified"}}]}');
  expect(await project.repro({ allPipelines: true })).toEqual({ 'data.dvc': 'ran' });
  project.git('checkout', '--', 'data.dvc');
  expect(await project.checkout()).toMatchObject({ modified: ['data/'], stats: { deleted: 1 } });
  expect(project.exists('data/b.txt')).toBe(false);
  project.git('rm', '--quiet', 'data.dvc');
  expect(await project.checkout()).toMatchObject({ deleted: ['data/'] });
  expect(project.exists('data')).toBe(false);
});

it('refuses to add what git, a stage or another folder has', async () => {
  using project = await testProject({ ...chain, 'data/a.txt': 'a', 'tracked.txt': 't' });
  project.git('add', 'tracked.txt');
  await expect(project.add('tracked.txt')).rejects.toMatchObject({ code: 'tracked-by-git' });
  await expect(project.add('model.bin')).rejects.toMatchObject({ code: 'output-overlap' });
  await expect(project.add('nothing')).rejects.toMatchObject({ code: 'missing-file' });
  await project.add('data/a.txt');
  await expect(project.add('data')).rejects.toMatchObject({ code: 'output-overlap' });
  expect(project.exists('tracked.txt.dvc')).toBe(false);
});

it('records what was made by hand only when told so', async () => {
  using project = await testProject(chain);
  await project.repro();
  project.write('model.bin', 'by hand\n');
  await expect(project.commit(false)).rejects.toMatchObject({ code: 'unsaved-changes' });
  await project.commit(true);
  expect([...(await project.status())]).toEqual([]);
  chmodSync(join(project.root, 'model.bin'), 0o755);
  expect([...(await project.status())]).toEqual([]);
});

it('tells the status of what a target depends on only when asked', async () => {
  using project = await testProject({
    'dvc.yaml': `stages:
  first: { cmd: cp raw.txt first.txt, deps: [raw.txt], outs: [first.txt], frozen: true }
  second: { cmd: cp first.txt second.txt, deps: [first.txt], outs: [second.txt] }
  third: { cmd: cp second.txt third.txt, deps: [second.txt], outs: [third.txt] }
`,
    'raw.txt': 'one\n',
  });
  const stages = async (target: string, withDeps: boolean): Promise<string[]> => [...(await project.status([target], withDeps)).keys()];
  expect(await stages('third', false)).toEqual(['third']);
  expect(await stages('third', true)).toEqual(['first', 'second', 'third']);
  expect(await stages('second.txt', true)).toEqual(['second']);
});

it('names the line of what is wrong with a stage', async () => {
  const place = (line: number): object => ({ place: { file: 'dvc.yaml', line } });
  using project = await testProject({});
  const wrong = async (stage: string, code: string, line: number): Promise<void> => {
    project.write('dvc.yaml', `stages:\n  first:\n${stage}`);
    await expect(project.repro()).rejects.toMatchObject({ code, ...place(line) });
  };
  await wrong('    cmd: x\n    deps:\n    - none\n', 'missing-file', 5);
  await wrong('    cmd: "true"\n    outs:\n    - o\n    - p\n', 'missing-output', 5);
  await wrong('    cmd: x\n    wdir: none\n', 'missing-file', 2);
  await wrong('    cmd: exit 3\n', 'stage-failed', 2);
  project.write('dvc.yaml', 'stages:\n  first:\n    cmd: x\n    outs:\n    - o\n');
  await expect(project.commit(true)).rejects.toMatchObject({ code: 'missing-file', ...place(5) });
});
