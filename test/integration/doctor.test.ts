import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { GithubRepositorySettings } from '../../src/adapters/github/repository-settings.ts';
import { openBucketAdmin } from '../../src/adapters/s3/provision-bucket.ts';
import { doctor, type DoctorPorts } from '../../src/app/doctor.ts';
import { openProject } from '../../src/cli/project.ts';
import type { Finding } from '../../src/core/doctor/finding.ts';
import { SightlineError } from '../../src/core/errors.ts';
import type { Grant } from '../rigs/github/operations.ts';
import { BucketServer } from '../support/bucket-server.ts';
import { githubTwin, type GithubTwin, type TwinOptions } from '../rigs/github/twin.ts';
import { commitFiles } from '../support/commit-files.ts';
import { proposedSpec } from '../support/proposed-change.ts';
import { testProject, type TestProject } from '../support/test-project.ts';
import { stepClient } from '../support/workflow-step.ts';

const good = `on: pull_request\npermissions: {}\njobs: { a: { steps: [{ uses: actions/checkout@${'a'.repeat(40)} }] } }\n`;
const workflows = ['train', 'report', 'commands', 'dispatch', 'release'].map((name) => `.github/workflows/sightline-${name}.yml`);

function healthyFiles(): Record<string, string> {
  return { 'sightline.yaml': proposedSpec, ...Object.fromEntries(workflows.map((path) => [path, good])) };
}

const healthy: TwinOptions = {
  settings: { runners: [{ labels: ['self-hosted', 'Linux', 'GPU'], isOnline: true }], ruledChecks: ['sightline / toy'] },
};

const silent = new SightlineError('github-settings', 'none');

async function examine(
  project: TestProject,
  settings: DoctorPorts['settings'],
  more: Partial<DoctorPorts> = {},
): Promise<readonly Finding[]> {
  const console = { result: () => {}, info: () => {}, warn: () => {}, progress: () => ({ advance: () => {}, [Symbol.dispose]: () => {} }) };
  const signal = new AbortController().signal;
  using opened = openProject({ cwd: project.root, env: project.env, console, signal, exitWith: () => {} });
  return await doctor({
    top: opened.workspace,
    files: opened.workspace,
    versionOf: async (program) => ({ node: 'v24.1.0', git: 'git version 2.43.0', dvc: undefined })[program],
    settings,
    api: 'https://api.github.com',
    remotes: opened.remotes,
    openBucketAdmin: async () => {
      throw new SightlineError('internal', 'no bucket here');
    },
    signal,
    ...more,
  });
}

async function onGithub(
  project: TestProject,
  options: TwinOptions,
  grants: readonly Grant[] = ['administration:read', 'contents:read'],
): Promise<readonly Finding[]> {
  await using twin = await githubTwin(options);
  commitFiles(twin.repository.folder, { branch: 'main', files: { a: 'a' } });
  await using client = await stepClient(twin, grants);
  return await examine(project, new GithubRepositorySettings(client));
}

function stateOf(findings: readonly Finding[], what: string | RegExp): string {
  const found = findings.find((one) => (typeof what === 'string' ? one.what === what : what.test(one.what)));
  return found === undefined ? 'not checked' : `${found.state}: ${found.found}`;
}

describe('a healthy repository', () => {
  it('has nothing to mend, and one thing that somebody has to look at', async () => {
    using project = await testProject(healthyFiles());
    mkdirSync(join(project.root, '../remote'));
    project.write('.dvc/config', `[core]\n    remote = r\n['remote "r"']\n    url = ${join(project.root, '../remote')}\n`);
    const findings = await onGithub(project, healthy);
    expect(findings.filter(({ state }) => state !== 'ok').map(({ what, state }) => [what, state])).toEqual([
      ['groups of runners', 'unknown'],
    ]);
    expect(findings.filter(({ state, change }) => state === 'ok' && change !== null)).toEqual([]);
    expect(stateOf(findings, 'GitHub')).toBe('ok: acme/defects on github.com');
    expect(stateOf(findings, 'runner with the labels self-hosted, gpu')).toBe('ok: 1 online');
  });
});

describe('the doctor says what to change for', () => {
  const settings = healthy.settings ?? {};

  it.each<[string, NonNullable<TwinOptions['settings']>, string, RegExp]>([
    ['Actions that are off', { ...settings, actionsAreOff: true }, 'GitHub Actions', /^fail/],
    ['tokens that write', { ...settings, tokensWrite: true }, 'default workflow permissions', /^warn: write/],
    ['forks that start workflows', { ...settings, forkApproval: 'first_time_contributors' }, 'approval of workflows from forks', /^fail/],
    ['no runner', { ...settings, runners: [] }, 'runner with the labels self-hosted, gpu', /^warn: none/],
    [
      'a runner without the label',
      { ...settings, runners: [{ labels: ['self-hosted'], isOnline: true }] },
      'runner with the labels self-hosted, gpu',
      /^warn: none/,
    ],
    [
      'a runner that is off',
      { ...settings, runners: [{ labels: ['self-hosted', 'gpu'], isOnline: false }] },
      'runner with the labels self-hosted, gpu',
      /^warn: 1 offline/,
    ],
    ['a merge that waits for nothing', { ...settings, ruledChecks: [] }, 'required check on main', /^warn: none/],
    [
      'a merge that waits for others',
      { ...settings, ruledChecks: ['lint', 'sightline / other'] },
      'required check on main',
      /^warn: only lint, sightline \/ other/,
    ],
    ['an older protection', { ...settings, ruledChecks: [], protectedChecks: ['sightline / toy'] }, 'required check on main', /^ok/],
  ])('%s', async (_, changed, what, expected) => {
    using project = await testProject(healthyFiles());
    const findings = await onGithub(project, { settings: changed });
    expect(stateOf(findings, what)).toMatch(expected);
    const found = findings.find((one) => one.what === what);
    expect(found?.change === null).toBe(found?.state === 'ok');
  });

  it('forks of a private repository: nothing', async () => {
    using project = await testProject(healthyFiles());
    expect(stateOf(await onGithub(project, { ...healthy, isPrivate: true }), 'approval of workflows from forks')).toMatch(/^ok/);
  });

  it.each<[string, string, string, string | RegExp, RegExp]>([
    ['no permissions at the top', workflows[0] ?? '', 'on: push\njobs: {}\n', /^permissions of .*train/, /^warn: none at the top/],
    [
      'more permissions',
      workflows[0] ?? '',
      'on: push\npermissions: { contents: write }\njobs: {}\n',
      /^permissions of .*train/,
      /^warn: more/,
    ],
    ['an action by a tag', workflows[0] ?? '', good.replace('a'.repeat(40), 'v6'), /^actions of .*train/, /^warn: .*checkout@v6/],
    [
      'pull_request_target',
      workflows[0] ?? '',
      good.replace('on: pull_request', 'on: { pull_request_target: {} }'),
      /^events of .*train/,
      /^fail/,
    ],
    ['a workflow that is no YAML', workflows[0] ?? '', 'a: [\n', /train\.yml$/, /^fail/],
    ['a spec that is wrong', 'sightline.yaml', 'version: 2\n', 'sightline.yaml', /^fail: .*\(sightline\.yaml:1\)/],
  ])('%s', async (_, path, text, what, expected) => {
    using project = await testProject({ ...healthyFiles(), [path]: text });
    expect(stateOf(await examine(project, silent), what)).toMatch(expected);
  });

  it('workflows that are missing', async () => {
    using project = await testProject({ 'sightline.yaml': proposedSpec });
    const findings = await examine(project, silent);
    expect(stateOf(findings, 'workflows')).toMatch(/^fail: missing: sightline-train\.yml/);
  });

  it('programs that are too old or missing', async () => {
    using project = await testProject(healthyFiles());
    const versionOf = async (program: string): Promise<string | undefined> => ({ node: 'v22.9.0', dvc: '2.58.1' })[program];
    const findings = await examine(project, silent, { versionOf });
    expect(['node', 'git', 'dvc'].map((what) => stateOf(findings, what))).toEqual(['fail: 22.9.0', 'fail: not found', 'warn: 2.58.1']);
  });

  it('no remote', async () => {
    using project = await testProject(healthyFiles());
    expect(stateOf(await examine(project, silent), 'remote')).toMatch(/^warn: none/);
  });
});

describe('a bucket', () => {
  async function inBucket(server: BucketServer, url = 's3://images/team'): Promise<readonly Finding[]> {
    using project = await testProject(healthyFiles());
    const keys = `    endpointurl = ${server.url}\n    access_key_id = id\n    secret_access_key = secret\n`;
    project.write('.dvc/config', `[core]\n    remote = r\n['remote "r"']\n    url = ${url}\n${keys}`);
    return await examine(project, silent, { openBucketAdmin: async (settings) => openBucketAdmin(settings, {}) });
  }

  it.each([
    ['untrusted/', 's3://images', /^ok: remove objects below untrusted\/ after 30 days/],
    ['team/untrusted/', 's3://images/team', /^ok/],
    ['team/', 's3://images/team', /^ok/],
    ['untrusted/', 's3://images/team', /^warn: never/],
    ['team/untrusted/7/', 's3://images/team', /^warn: never/],
    [undefined, 's3://images/team', /^warn: never/],
  ])('that removes what is below %s, for the remote %s', async (prefix, url, expected) => {
    await using server = await BucketServer.start();
    const rule = `<Rule><ID>x</ID><Status>Enabled</Status><Filter><Prefix>${prefix}</Prefix></Filter><Expiration><Days>30</Days></Expiration></Rule>`;
    const text = `<LifecycleConfiguration>${rule}</LifecycleConfiguration>`;
    server.buckets.set('images', new Map(prefix === undefined ? [] : [['lifecycle', text]]));
    const findings = await inBucket(server, url);
    expect(stateOf(findings, 'remote')).toBe(`ok: ${url} can be listed`);
    expect(stateOf(findings, 'expiry of untrusted/')).toMatch(expected);
  });

  it('of somebody else, or none, fails', async () => {
    await using server = await BucketServer.start();
    expect(stateOf(await inBucket(server), 'remote')).toMatch(/^fail/);
    server.foreign.add('images');
    expect(stateOf(await inBucket(server), 'remote')).toMatch(/^fail/);
  });

  it('that is not reached is unknown, since this machine may be offline', { timeout: 120_000 }, async () => {
    expect(stateOf(await inBucket({ url: 'http://127.0.0.1:1' } as BucketServer), 'remote')).toMatch(/^unknown/);
  });
});

describe('where nobody can tell', () => {
  it('a token without administration leaves that unknown, and says which permission it lacks', async () => {
    using project = await testProject(healthyFiles());
    const findings = await onGithub(project, healthy, ['contents:read']);
    const unknown = findings.filter(({ state, what }) => state === 'unknown' && what !== 'groups of runners');
    expect(unknown.map(({ what }) => what)).toEqual([
      'GitHub Actions',
      'default workflow permissions',
      'approval of workflows from forks',
      'runners',
    ]);
    expect(unknown.every(({ found }) => found.includes('administration: read'))).toBe(true);
    expect(stateOf(findings, 'required check on main')).toMatch(/^ok/);
  });

  it('a token that GitHub does not know fails', async () => {
    using project = await testProject(healthyFiles());
    await using twin = await githubTwin();
    const strange: Pick<GithubTwin, 'url' | 'token'> = { url: twin.url, token: () => 'ghs_nobody' };
    await using client = await stepClient(strange as GithubTwin, []);
    expect(stateOf(await examine(project, new GithubRepositorySettings(client)), 'GitHub')).toMatch(
      /^fail: GitHub does not know the token/,
    );
  });

  it('without a token it says what to export, and checks all else', async () => {
    using project = await testProject(healthyFiles());
    const findings = await examine(project, new SightlineError('github-settings', 'GITHUB_TOKEN is not set'));
    expect(findings.find(({ what }) => what === 'GitHub')).toMatchObject({ state: 'unknown', change: expect.any(String) });
    expect(stateOf(findings, 'workflows')).toMatch(/^ok/);
  });
});
