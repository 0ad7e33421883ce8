import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type EndedStep, runActionStep } from '../support/action-step.ts';
import { type ProposedChange, proposedChange } from '../support/proposed-change.ts';

interface Step {
  readonly name?: string;
  readonly payload?: unknown;
  readonly inputs?: Readonly<Record<string, string>>;
}

const none = '0'.repeat(40);

/** The event of a pull request from a branch of the repository, or from somewhere else. */
function pullRequest(head: { readonly id: number } | null = { id: 1 }, ref = 'main'): object {
  return { repository: { id: 1 }, pull_request: { number: 7, base: { ref, sha: none }, head: { repo: head } } };
}

function step(change: ProposedChange, { name = 'pull_request', payload = pullRequest(), inputs = {} }: Step = {}): Promise<EndedStep> {
  return runActionStep('plan', { cwd: change.root, inputs, event: { name, payload }, env: change.main.env });
}

async function better(): Promise<ProposedChange> {
  const change = await proposedChange();
  change.write('params.yaml', 'skill: 0.9\n');
  change.commit();
  return change;
}

describe('the plan action', () => {
  it('answers a pull request with outputs and a summary, and asks GitHub nothing', async () => {
    using change = await better();
    const { code, log, outputs, summary } = await step(change);
    expect({ code, log }).toEqual({ code: 0, log: expect.stringContaining('1 training to run.') });
    expect(outputs['needed']).toBe('true');
    expect(JSON.parse(outputs['matrix'] ?? '')).toEqual({
      include: [{ folder: '.', report: 'toy', runsOn: ['self-hosted', 'gpu'], trainings: 1 }],
    });
    expect(JSON.parse(outputs['runs-on'] ?? '')).toEqual(['self-hosted', 'gpu']);
    expect(JSON.parse(outputs['plan'] ?? '')).toMatchObject({ base: { name: 'refs/remotes/origin/main' }, pullRequest: 7 });
    expect(summary).toContain('### Plan: 1 training');
    expect(summary).toContain('params.yaml: skill is modified');
    expect(summary).toContain('Cost: not configured. Policy: not configured.');
  });

  it('loads what talks to a bucket only where it has to ask one', async () => {
    using change = await better();
    const list = join(change.root, '.git/modules.txt');
    const env = { ...change.main.env, NODE_OPTIONS: `--import ${resolve('test/support/list-modules.ts')}`, MODULE_LIST: list };
    await runActionStep('plan', { cwd: change.root, event: { name: 'pull_request', payload: pullRequest() }, env });
    const loaded = readFileSync(list, 'utf8');
    expect(loaded).toContain('dist/actions/plan/main.mjs');
    expect(loaded).not.toMatch(/s3-storage/);
    expect(readdirSync(resolve('dist/actions/plan/chunks')).join(' ')).toMatch(/s3-storage/); // it is there, in a file of its own
  });

  it('says that nothing is needed for prose', async () => {
    using change = await proposedChange();
    change.write('README.md', 'Better.\n');
    change.commit();
    const { code, outputs } = await step(change);
    expect({ code, needed: outputs['needed'], matrix: outputs['matrix'] }).toEqual({ code: 0, needed: 'false', matrix: '{"include":[]}' });
  });

  it('reads the pull request of a merge queue from the branch that GitHub made', async () => {
    using change = await better();
    const payload = {
      merge_group: { base_ref: 'refs/heads/main', base_sha: none, head_ref: `refs/heads/gh-readonly-queue/main/pr-9-${none}` },
    };
    expect(JSON.parse((await step(change, { name: 'merge_group', payload })).outputs['plan'] ?? '')).toMatchObject({ pullRequest: 9 });
  });

  it('takes what a push brought for its own base', async () => {
    using change = await better();
    const { outputs } = await step(change, { name: 'push', payload: {} });
    expect(JSON.parse(outputs['plan'] ?? '')).toMatchObject({ pullRequest: null, changes: [], needed: true });
  });

  it('takes base, folder and pull request from the step', async () => {
    using change = await better();
    const inputs = { base: 'origin/main', folder: './', 'pull-request': '12' };
    const { outputs } = await step(change, { name: 'workflow_dispatch', payload: {}, inputs });
    expect(JSON.parse(outputs['plan'] ?? '')).toMatchObject({ pullRequest: 12, changes: [{ kind: 'parameters' }] });
    expect((await step(change, { inputs: { folder: 'nowhere' } })).log).toContain('[not-a-project]');
    expect((await step(change, { inputs: { 'pull-request': '7; id' } })).log).toContain('[invalid-input]');
  });

  it.each([
    ['of a fork', { id: 2 }],
    ['of a fork that is gone', null],
  ])('plans no job for a pull request %s', async (_, head) => {
    using change = await better();
    const { code, outputs, log } = await step(change, { payload: pullRequest(head) });
    expect({ code, needed: outputs['needed'], matrix: outputs['matrix'] }).toEqual({ code: 0, needed: 'false', matrix: '{"include":[]}' });
    expect(log).toContain('/train');
  });

  it.each(['pull_request_target', 'workflow_run', 'issue_comment'])('refuses %s', async (name) => {
    using change = await better();
    const { code, outputs, log } = await step(change, { name });
    expect({ code, needed: outputs['needed'] }).toEqual({ code: 1, needed: undefined });
    expect(log).toContain('[invalid-event]');
  });

  it.each([
    ['no pull request', { repository: { id: 1 } }],
    ['a base without a name', pullRequest({ id: 1 }, '')],
    ['a list', []],
  ])('refuses an event with %s', async (_, payload) => {
    using change = await better();
    expect((await step(change, { payload })).log).toContain('[invalid-event]');
  });

  it('points at the line that asks for a runner which base does not allow', async () => {
    using change = await better();
    change.write('sightline.yaml', change.main.read('sightline.yaml').replace('stages: [train]', 'stages: [train], runsOn: [production]'));
    change.commit();
    const { code, outputs, commands } = await step(change);
    expect({ code, needed: outputs['needed'] }).toEqual({ code: 1, needed: 'false' });
    expect(commands).toMatchObject([{ name: 'error', properties: { file: 'sightline.yaml', line: '4' } }]);
  });
});
