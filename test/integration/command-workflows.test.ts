import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { dispatchedTitle, dispatchWorkflow, workflowPath } from '../../src/core/github/workflow-files.ts';

interface Step {
  readonly uses?: string;
  readonly run?: string;
}

interface Job {
  readonly permissions: Readonly<Record<string, string>>;
  readonly 'runs-on': string | readonly string[];
  readonly environment?: string;
  readonly steps: readonly Step[];
}

interface Workflow {
  readonly name: string;
  readonly 'run-name'?: string;
  readonly on: Readonly<Record<string, { readonly types?: readonly string[]; readonly inputs?: Readonly<Record<string, object>> }>>;
  readonly jobs: Readonly<Record<string, Job>>;
}

function read(name: string): { readonly text: string; readonly workflow: Workflow } {
  const text = readFileSync(`templates/workflows/${name}`, 'utf8');
  return { text, workflow: parse(text) as Workflow };
}

const dispatched = read(dispatchWorkflow);
const commands = read('sightline-commands.yml');

describe('the job that runs the code of a pull request', () => {
  const { train, prepare } = dispatched.workflow.jobs;

  it('has no permissions, no environment, and an ephemeral runner', () => {
    expect(train?.permissions).toEqual({});
    expect(train?.environment).toBeUndefined();
    expect(train?.['runs-on']).toEqual(['self-hosted', 'gpu', 'ephemeral']);
    expect(Object.keys(dispatched.workflow.jobs)).toEqual(['prepare', 'train']);
  });

  it('takes on no role, logs in nowhere and restores no cache', () => {
    const uses = train?.steps.map((step) => step.uses ?? '') ?? [];
    expect(uses.filter((name) => /configure-aws|login|cache@/.test(name))).toEqual([]);
  });

  it('is prepared by one that reads, and runs nothing of the commit', () => {
    expect(prepare?.permissions).toEqual({ contents: 'read', 'id-token': 'write' });
    expect(prepare?.['runs-on']).toBe('ubuntu-latest');
    const scripts = prepare?.steps.map((step) => step.run ?? '').join('\n') ?? '';
    const programs = scripts.split('\n').map((line) => /^\s*(?:\w+=\$\()?([a-z]+)/.exec(line)?.[1] ?? '');
    expect([...new Set(programs)].filter((name) => name !== '').toSorted()).toEqual([
      'export',
      'git',
      'if',
      'mkdir',
      'rm',
      'sightline',
      'within',
    ]);
    expect(scripts).toContain('if [ "$FORK" != false ]; then within=(--within "$base"); fi');
  });
});

it('a dispatched run is named by pull request and commit, as reports and /cancel look for it', () => {
  const named = dispatched.workflow['run-name']?.replace('${{ inputs.pull-request }}', '7').replace('${{ inputs.sha }}', 'a'.repeat(40));
  expect(named).toBe(`${dispatchedTitle(7)}${'a'.repeat(40)}`);
  expect(workflowPath(dispatchWorkflow)).toBe('.github/workflows/sightline-dispatch.yml');
  expect(Object.keys(dispatched.workflow.on)).toEqual(['workflow_dispatch']);
  expect(Object.keys(dispatched.workflow.on['workflow_dispatch']?.inputs ?? {})).toEqual(['pull-request', 'fork', 'sha', 'base', 'set']);
  expect(dispatched.workflow.on['workflow_dispatch']?.inputs?.['fork']).toMatchObject({ default: true });
});

it('commands are taken from new comments alone, by one action and no checkout', () => {
  expect(commands.workflow.on).toEqual({ issue_comment: { types: ['created'] } });
  const { command } = commands.workflow.jobs;
  expect(command?.permissions).toEqual({ actions: 'write', contents: 'read', 'pull-requests': 'write' });
  expect(command?.steps.map(({ uses = '' }) => uses.replace(/@.*/, ''))).toEqual(['sightline-ml/sightline/actions/command']);
  expect(command?.['runs-on']).toBe('ubuntu-latest');
});

it('no workflow restores what a dispatched one may have cached: its code can find the token by which caches of the default branch are written', () => {
  for (const name of readdirSync('templates/workflows')) {
    expect(readFileSync(`templates/workflows/${name}`, 'utf8')).not.toMatch(/actions\/cache|\bcache(?:-\w+)?:/);
  }
});
