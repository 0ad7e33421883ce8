import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { describe, expect, it } from 'vitest';
import { renderWorkflow } from './render-workflow.ts';
import { checkRoles, readActionsSource, type WorkflowSettings } from './workflow-settings.ts';

const folder = 'templates/workflows';
const templates = readdirSync(folder).map((name) => [name, readFileSync(join(folder, name), 'utf8')] as const);
const train = readFileSync(join(folder, 'sightline-train.yml'), 'utf8');

/** The values that templates have themselves. */
const sample: WorkflowSettings = {
  actions: { kind: 'repository', repository: 'sightline-ml/sightline', commit: '0'.repeat(40), version: 'v0' },
  defaultBranch: 'main',
  roles: {
    untrusted: 'arn:aws:iam::123456789012:role/sightline-untrusted',
    trusted: 'arn:aws:iam::123456789012:role/sightline-trusted',
    region: 'eu-central-1',
  },
  lightRunner: ['ubuntu-latest'],
  projects: ['.'],
  lock: 'note',
};

const other: WorkflowSettings = {
  actions: { kind: 'repository', repository: 'acme/sightline', commit: 'a1'.repeat(20), version: 'v2.3.4' },
  defaultBranch: 'trunk',
  roles: { untrusted: 'arn:aws:iam::210987654321:role/pr', trusted: 'arn:aws:iam::210987654321:role/main', region: 'us-east-2' },
  lightRunner: ['self-hosted', 'small'],
  projects: ['.'],
  lock: 'note',
};

describe('a workflow for a repository', () => {
  it.each(templates)('%s stays as it is with the values that it has: nothing but them is changed', (_, text) => {
    expect(renderWorkflow(text, sample)).toBe(text);
  });

  it.each(templates)('%s has the values of the repository everywhere', (_, text) => {
    const rendered = renderWorkflow(text, other);
    expect(rendered).not.toMatch(/0{40}|sightline-ml|123456789012|ubuntu-latest|eu-central-1/);
  });

  it('keeps the two roles apart', () => {
    expect(renderWorkflow(train, other)).not.toContain('role/main');
    expect(renderWorkflow(readFileSync(join(folder, 'sightline-release.yml'), 'utf8'), other)).not.toContain('role/pr');
  });

  it('asks for no identity where there is no role', () => {
    const rendered = renderWorkflow(train, { ...sample, roles: undefined });
    expect(rendered).not.toMatch(/id-token|configure-aws/);
    expect(parse(rendered)).toMatchObject({ jobs: { train: { permissions: { contents: 'read' } } } });
  });

  it('gives the token of an App to the step that pushes, where locks are commits, and to no other', () => {
    const release = readFileSync(join(folder, 'sightline-release.yml'), 'utf8');
    const { jobs } = parse(renderWorkflow(release, { ...sample, lock: 'commit' })) as {
      jobs: Record<string, { steps: { id?: string }[] }>;
    };
    const [token, push] = jobs['register']?.steps.slice(-2) ?? [];
    expect(token).toMatchObject({ id: 'app', uses: expect.stringMatching(/^actions\/create-github-app-token@[0-9a-f]{40}$/) as unknown });
    expect(push).toMatchObject({ env: { GITHUB_TOKEN: '${{ steps.app.outputs.token }}' } });
    expect(JSON.stringify(jobs).split('steps.app')).toHaveLength(2);
    expect(renderWorkflow(train, { ...sample, lock: 'commit' })).toBe(train);
  });

  it('checks out the repository, and no head, before actions of its own in a job that would not', () => {
    const actions = readActionsSource('./.github/sightline/actions/');
    const report = renderWorkflow(readFileSync(join(folder, 'sightline-report.yml'), 'utf8'), { ...sample, actions });
    const { jobs } = parse(report) as { jobs: { report: { steps: unknown[] } } };
    expect(jobs.report.steps).toEqual([
      { uses: expect.stringMatching(/^actions\/checkout@[0-9a-f]{40}$/) as unknown, with: { 'persist-credentials': false } },
      { uses: './.github/sightline/actions/report' },
    ]);
  });
});

describe('a workflow for several projects', () => {
  it('tells the report job their folders', () => {
    const report = readFileSync(join(folder, 'sightline-report.yml'), 'utf8');
    const { jobs } = parse(renderWorkflow(report, { ...sample, projects: ['.', 'models/second'] })) as {
      jobs: { report: { steps: unknown[] } };
    };
    expect(jobs.report.steps).toEqual([expect.objectContaining({ with: { projects: '.\nmodels/second' } })]);
  });
});

describe('where actions are from', () => {
  it.each([
    'acme/sightline@v1',
    'acme/sightline@main',
    'acme/sightline@abc',
    'acme@' + 'a'.repeat(40),
    '../actions',
    './../x',
    '/actions',
    './a b',
    '',
  ])('is not %j', (text) => {
    expect(() => readActionsSource(text)).toThrow('names no actions');
  });

  it('is a commit with its version, or a folder', () => {
    const commit = 'a'.repeat(40);
    expect(readActionsSource(`acme/sightline@${commit}`)).toEqual({ kind: 'repository', repository: 'acme/sightline', commit });
    expect(readActionsSource(`acme/sightline@${commit} v1.2.3`)).toMatchObject({ version: 'v1.2.3' });
    expect(readActionsSource('./tools/actions')).toEqual({ kind: 'folder', path: './tools/actions' });
  });
});

describe('roles', () => {
  it.each([
    [{ untrusted: 'arn:aws:iam::1:role/a' }, 'untrusted must look like arn:'],
    [{ trusted: 'arn:aws:iam::210987654321:role/pr' }, 'trusted must be two roles'],
    [{ region: 'Frankfurt' }, 'region must look like'],
    [{ untrusted: 'arn:aws:iam::210987654321:role/a\n  b: c' }, 'untrusted must look like'],
  ])('are refused: %j', (change, message) => {
    const { roles } = other;
    expect(() => checkRoles({ untrusted: '', trusted: '', region: '', ...roles, ...change })).toThrow(message);
  });
});
