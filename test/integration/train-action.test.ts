import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { delimiter, dirname, join, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { isAlive } from '../../src/adapters/local-store/process-identity.ts';
import { type EndedStep, runStep } from '../support/action-step.ts';
import { execute } from '../support/cli.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { ToyProject } from '../support/toy-project.ts';

const repository = resolve(import.meta.dirname, '../..');
const settings = {
  DEFAULT_BRANCH: 'main',
  TARGETS: '',
  JOBS: '1',
  PULL_REQUEST: '',
  QUEUE: '',
  FROM_PULL_REQUEST: '',
  MESSAGE: '',
  BASE: '',
  REPORT: 'toy',
};

interface Script {
  readonly folder: string;
  readonly cwd: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal;
}

/** Runs a script of actions/train/ with the built command line, or what `folder` has in its bin, first on the PATH. */
function runScript(name: string, { folder, cwd, env = {}, signal }: Script): Promise<EndedStep> {
  const path = [join(folder, 'bin'), dirname(process.execPath), process.env['PATH']].join(delimiter);
  return runStep('bash', [join(repository, 'actions/train', name)], {
    cwd,
    env: { PATH: path, GIT_CONFIG_GLOBAL: '/dev/null', SIGHTLINE_CACHE_DIR: join(folder, 'index'), ...settings, ...env },
    killSignal: 'SIGINT',
    ...(signal === undefined ? {} : { signal }),
  });
}

/** Puts a program called sightline into the folder: the built one, or one that only tells how it was called. */
function putCommand(folder: string, kind: 'built' | 'echo'): void {
  mkdirSync(join(folder, 'bin'));
  const file = join(folder, 'bin/sightline');
  if (kind === 'built') {
    symlinkSync(join(repository, 'dist/sightline.mjs'), file);
    return;
  }
  writeFileSync(file, '#!/bin/sh\nprintf "called"; printf " <%s>" "$@"; echo\n');
  chmodSync(file, 0o755);
}

function calls({ log }: EndedStep): readonly string[] {
  return log.split('\n').filter((line) => line.startsWith('called'));
}

describe('the script that trains', () => {
  test.each([
    ['nothing more', {}, ' <--proven>', '', ''],
    ['a pull request', { PULL_REQUEST: '17', MESSAGE: 'More (#12)' }, ' <--pull-request> <17>', ' <--pull-request> <17>', ''],
    [
      'a merge queue',
      { QUEUE: `refs/heads/gh-readonly-queue/main/pr-104-${'a'.repeat(40)}` },
      ' <--pull-request> <104>',
      ' <--pull-request> <104>',
      '',
    ],
    ['a merge', { MESSAGE: 'Merge pull request #12 from acme/more\n\nMore (#99)' }, ' <--proven> <--from-pull-request> <12>', '', ''],
    ['a squashed merge', { MESSAGE: 'Revert "More (#12)" (#15)\n\nSo.' }, ' <--proven> <--from-pull-request> <15>', '', ''],
    ['a push that only speaks of one', { MESSAGE: 'See (#12) $(id)' }, ' <--proven>', '', ''],
    ['a merge that is named', { FROM_PULL_REQUEST: '3', MESSAGE: 'More (#12)' }, ' <--proven> <--from-pull-request> <3>', '', ''],
    ['a push to the default branch', { GITHUB_REF: 'refs/heads/main', GITHUB_REF_PROTECTED: 'false' }, ' <--proven>', '', ''],
    ['a push to a protected branch', { GITHUB_REF: 'refs/heads/v1', GITHUB_REF_PROTECTED: 'true' }, ' <--proven>', '', ''],
    [
      'a pull request that a dispatch names',
      { GITHUB_REF: 'refs/heads/topic', PULL_REQUEST: '17' },
      ' <--pull-request> <17>',
      ' <--pull-request> <17>',
      '',
    ],
    [
      'targets, which may look like anything',
      { TARGETS: '\n--help\n$(touch x) `y` "z\n' },
      ' <--proven>',
      '',
      ' <--help> <$(touch x) `y` "z>',
    ],
  ])('passes on %s', async (_, env, trained, pushed, targets) => {
    using folder = temporaryFolder();
    putCommand(folder.path, 'echo');
    const done = await runScript('train.sh', { folder: folder.path, cwd: folder.path, env: { JOBS: '2', ...env } });
    expect(calls(done)).toEqual([`called <train> <--push> <--jobs> <2>${trained} <-->${targets}`, `called <push>${pushed}`]);
  });

  test.each([
    { GITHUB_REF: 'refs/heads/topic', GITHUB_REF_PROTECTED: 'false' },
    { GITHUB_REF: 'refs/heads/topic', MESSAGE: 'Merge pull request #12 from acme/more' },
    { GITHUB_REF: 'refs/tags/main' },
    { PULL_REQUEST: '1 --remote evil' },
    { PULL_REQUEST: '0' },
    { FROM_PULL_REQUEST: '-1' },
    { JOBS: '' },
    { JOBS: '1;id' },
  ])('refuses %o', async (env) => {
    using folder = temporaryFolder();
    putCommand(folder.path, 'echo');
    const refused = await runScript('train.sh', { folder: folder.path, cwd: folder.path, env });
    expect(refused).toMatchObject({ code: 1, commands: [{ name: 'error', properties: { title: 'Sightline' } }] });
    expect(calls(refused)).toEqual([]);
  });

  test('lets nothing that training prints command the runner, by a word that nobody can foresee', async () => {
    using folder = temporaryFolder();
    putCommand(folder.path, 'echo');
    const logs = await Promise.all([1, 2].map(() => runScript('train.sh', { folder: folder.path, cwd: folder.path })));
    const words = logs.map(({ log }) => /^::stop-commands::([0-9a-f]{32})\n(?:called .*\n){2}::\1::\n$/.exec(log)?.[1]);
    expect(words).not.toContain(undefined);
    expect(words[0]).not.toBe(words[1]);
  });
});

describe('both scripts', () => {
  test('train, share and judge a project', { timeout: 120_000 }, async () => {
    using folder = temporaryFolder();
    const project = new ToyProject(join(folder.path, 'project'));
    await project.create();
    putCommand(folder.path, 'built');
    const start = { folder: folder.path, cwd: project.root };
    await project.sightline('remote', 'add', '--default', 'store', join(folder.path, 'store'));
    expect(await runScript('train.sh', start)).toMatchObject({ code: 0 });
    await project.commit('Train');
    await project.write('params.yaml', 'skill: 0.95\n');
    await project.commit('More skill');
    const trained = await runScript('train.sh', start);
    expect(trained.log).toContain('ran: train, predict');
    expect((await runScript('train.sh', start)).log).toContain('ran: nothing');
    const { seconds = '' } = trained.outputs;
    expect(seconds).toMatch(/^\d+$/);
    const judged = await runScript('report.sh', { ...start, env: { BASE: 'HEAD~1', TRAINED_SECONDS: seconds, RUNNER_NAME: '-gpu `1`' } });
    expect(judged).toMatchObject({ code: 0, outputs: { folder: 'sightline-report' } });
    expect(readFileSync(join(project.root, 'sightline-report/report.md'), 'utf8')).toMatch(
      /better[^]* on `` -gpu `1` ``\. Cost: not configured/i,
    );
    await project.write('params.yaml', 'skill: 0.97\n');
    await project.commit('Even more skill');
    const before = readdirSync(join(folder.path, 'store'));
    expect(await runScript('train.sh', { ...start, env: { PULL_REQUEST: '7' } })).toMatchObject({ code: 0 });
    expect(readdirSync(join(folder.path, 'store'))).toEqual([...before, 'untrusted'].toSorted());
    expect(readdirSync(join(folder.path, 'store/untrusted'))).toContain('7');
  });

  test('leave nothing running when the job is cancelled, which only the shell is told', { timeout: 120_000 }, async () => {
    using folder = temporaryFolder();
    const project = new ToyProject(join(folder.path, 'project'));
    await project.create();
    putCommand(folder.path, 'built');
    await project.write(
      'train.mjs',
      "import { writeFileSync } from 'node:fs';\nwriteFileSync('../pid', String(process.pid));\nsetTimeout(() => {}, 600_000);\n",
    );
    await project.sightline('remote', 'add', '--default', 'store', join(folder.path, 'store'));
    await project.commit('Train for ten minutes');
    const stop = new AbortController();
    const running = runScript('train.sh', { folder: folder.path, cwd: project.root, signal: stop.signal });
    const pidFile = join(folder.path, 'pid');
    await expect.poll(() => existsSync(pidFile) && readFileSync(pidFile, 'utf8'), { timeout: 60_000 }).toMatch(/^\d+$/);
    stop.abort();
    const { code, log } = await running;
    expect(code).not.toBe(0);
    expect(log).toContain('[interrupted]');
    expect(log).toMatch(/\n::[0-9a-f]{32}::\n$/);
    const pid = Number(readFileSync(pidFile, 'utf8'));
    await expect.poll(() => isAlive({ pid, started: undefined }), { timeout: 10_000 }).toBe(false);
  });

  test('say what a shallow clone lacks', { timeout: 120_000 }, async () => {
    using folder = temporaryFolder();
    const project = new ToyProject(join(folder.path, 'project'));
    await project.create();
    putCommand(folder.path, 'built');
    const [base] = [(await execute('git', ['rev-parse', 'HEAD'], project.root)).stdout.trim()];
    await project.write('params.yaml', 'skill: 0.9\n');
    await project.commit('Change');
    await execute('git', ['clone', '--quiet', '--depth=1', `file://${project.root}`, join(folder.path, 'clone')], folder.path);
    const { code, commands } = await runScript('report.sh', {
      folder: folder.path,
      cwd: join(folder.path, 'clone'),
      env: { BASE: base ?? '' },
    });
    expect({ code, commands }).toMatchObject({
      code: 1,
      commands: [{ name: 'error', message: expect.stringContaining('fetch-depth: 0') }],
    });
  });

  test('make no report without a base, nor one whose name no artifact may have', async () => {
    using folder = temporaryFolder();
    putCommand(folder.path, 'echo');
    const start = { folder: folder.path, cwd: folder.path };
    expect(await runScript('report.sh', start)).toMatchObject({ code: 0, outputs: {}, commands: [] });
    expect(await runScript('report.sh', { ...start, env: { REPORT: '../x', BASE: 'main' } })).toMatchObject({
      code: 1,
      commands: [{ name: 'error' }],
    });
  });
});

describe('the one-step action', () => {
  const { runs } = parse(readFileSync(join(repository, 'action.yml'), 'utf8')) as {
    readonly runs: { readonly steps: readonly { readonly name: string; readonly run?: string; readonly env?: Record<string, string> }[] };
  };
  const [first] = runs.steps;
  const refusing = (EVENT: string, HEAD_REPOSITORY: string): Promise<EndedStep> =>
    runStep('bash', ['--noprofile', '--norc', '-eo', 'pipefail', '-c', first?.run ?? ''], {
      env: { EVENT, HEAD_REPOSITORY, REPOSITORY: '42' },
    });

  test.each([
    ['pull_request', '42'],
    ['push', ''],
    ['merge_group', ''],
    ['workflow_dispatch', ''],
    ['schedule', ''],
  ])('goes on for %s from %s', async (event, repositoryId) => {
    expect(await refusing(event, repositoryId)).toMatchObject({ code: 0, log: '' });
  });

  test.each([
    ['pull_request', '43'],
    ['pull_request', ''],
    ['pull_request_target', '42'],
    ['workflow_run', ''],
    ['issue_comment', ''],
    ['', ''],
  ])('refuses %s from %s first of all', async (event, repositoryId) => {
    expect(await refusing(event, repositoryId)).toMatchObject({
      code: 1,
      commands: [{ name: 'error', properties: { title: 'Sightline' } }],
    });
  });

  test('gives the token to the steps that write alone, which run nothing of the repository', () => {
    const withToken = runs.steps.filter(({ env = {} }) => Object.values(env).some((value) => value.includes('token')));
    expect(withToken.map(({ name, run }) => [name, run])).toEqual([
      ['Say it in the pull request', 'node "$GITHUB_ACTION_PATH/dist/actions/report/main.mjs"'],
      ['Say that it failed', 'node "$GITHUB_ACTION_PATH/dist/actions/report/main.mjs"'],
    ]);
  });
});
