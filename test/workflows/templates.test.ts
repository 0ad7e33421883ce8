import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parseWorkflow, workflowsIn } from './parsed-workflow.ts';
import { workflowRules, type ExpectedWorkflow } from './workflow-rules.ts';

const reads = { contents: 'read', 'id-token': 'write' } as const;

const dispatched = parseWorkflow(readFileSync('templates/workflows/sightline-dispatch.yml', 'utf8'));
/** Which there are is asserted where commands fill them. */
const dispatchInputs = (dispatched.on['workflow_dispatch'] as { readonly inputs: object }).inputs;

/** ADR 9's table, with the conditions that its text names. */
const expected: Readonly<Record<string, ExpectedWorkflow>> = {
  'sightline-train.yml': {
    on: { pull_request: null, merge_group: null },
    concurrency: {
      group: 'sightline-train-${{ github.event.pull_request.number || github.ref }}',
      'cancel-in-progress': true,
    },
    jobs: {
      plan: { permissions: reads, runsHead: true, refusesForks: true },
      train: { permissions: reads, runsHead: true, refusesForks: true },
    },
  },
  'sightline-report.yml': {
    on: { workflow_run: { workflows: ['Sightline train', 'Sightline dispatch'], types: ['completed'] } },
    concurrency: {
      group:
        "sightline-report-${{ github.event.workflow_run.head_repository.full_name }}-${{ github.event.workflow_run.event == 'workflow_dispatch' && github.event.workflow_run.display_title || github.event.workflow_run.head_branch }}",
      'cancel-in-progress': false,
    },
    jobs: {
      report: { permissions: { actions: 'read', checks: 'write', contents: 'read', 'pull-requests': 'write' }, runsHead: false },
    },
  },
  'sightline-commands.yml': {
    on: { issue_comment: { types: ['created'] } },
    concurrency: { group: 'sightline-commands-${{ github.event.comment.id }}', 'cancel-in-progress': false },
    jobs: { command: { permissions: { actions: 'write', contents: 'read', 'pull-requests': 'write' }, runsHead: false } },
  },
  'sightline-dispatch.yml': {
    on: { workflow_dispatch: { inputs: dispatchInputs } },
    concurrency: { group: 'sightline-dispatch-${{ inputs.pull-request }}', 'cancel-in-progress': true },
    jobs: { prepare: { permissions: reads, runsHead: false }, train: { permissions: {}, runsHead: true } },
  },
  'sightline-release.yml': {
    on: { push: { branches: ['main'] } },
    concurrency: { group: 'sightline-release-${{ github.ref }}', 'cancel-in-progress': false },
    jobs: {
      plan: { permissions: reads, runsHead: false },
      train: { permissions: reads, runsHead: false },
      register: { permissions: { contents: 'write', 'id-token': 'write' }, runsHead: false },
    },
  },
};

const templates = workflowsIn('templates/workflows');

/** Each rule broken in a template's text: were a rule to find nothing here, it would never find anything. */
const breaks: Readonly<Record<string, readonly { readonly file: string; readonly from: string | RegExp; readonly to: string }[]>> = {
  'starts on what it is for, and never on pull_request_target': [
    { file: 'sightline-train.yml', from: '  pull_request:', to: '  pull_request_target:' },
    { file: 'sightline-report.yml', from: 'types: [completed]', to: 'types: [requested]' },
  ],
  "gives nothing to jobs that don't ask": [
    { file: 'sightline-train.yml', from: 'permissions: {}', to: 'permissions: { contents: read }' },
    { file: 'sightline-report.yml', from: 'permissions: {}\n', to: '' },
  ],
  'gives each job the least': [
    { file: 'sightline-train.yml', from: 'contents: read', to: 'contents: write' },
    { file: 'sightline-report.yml', from: '      actions: read', to: '      actions: read\n      issues: write' },
    { file: 'sightline-dispatch.yml', from: '    permissions: {}\n    steps', to: '    permissions: { contents: read }\n    steps' },
  ],
  'has the concurrency that it needs': [
    { file: 'sightline-train.yml', from: 'cancel-in-progress: true', to: 'cancel-in-progress: false' },
    { file: 'sightline-train.yml', from: 'github.event.pull_request.number || github.ref', to: 'github.ref' },
  ],
  'takes no head of a fork': [
    { file: 'sightline-train.yml', from: / {4}if: github[^\n]*\n/, to: '' },
    {
      file: 'sightline-train.yml',
      from: 'head.repo.full_name == github.repository',
      to: 'head.repo.full_name == github.repository || true',
    },
    { file: 'sightline-train.yml', from: 'head.repo.full_name == github', to: 'head.repo.full_name != github' },
  ],
  'has no expression in a script': [
    { file: 'sightline-release.yml', from: 'sightline register', to: 'sightline register ${{ github.event.head_commit.message }}' },
  ],
  'pins every action by its commit': [{ file: 'sightline-train.yml', from: /checkout@[0-9a-f]{40}/, to: 'checkout@v6' }],
  'gives no secret and no token to code of a head': [
    { file: 'sightline-train.yml', from: 'aws-region: eu-central-1', to: 'aws-region: ${{ secrets.REGION }}' },
    { file: 'sightline-train.yml', from: 'fetch-depth: 0', to: 'token: ${{ github.token }}' },
    { file: 'sightline-train.yml', from: 'git fetch', to: 'npm install && git fetch' },
    { file: 'sightline-train.yml', from: "sightline*'\n", to: "sightline*'\n          ./script\n" },
  ],
  'leaves no token in a clone': [
    { file: 'sightline-dispatch.yml', from: '          persist-credentials: false\n', to: '' },
    { file: 'sightline-train.yml', from: 'persist-credentials: false', to: 'persist-credentials: true' },
    { file: 'sightline-release.yml', from: '          persist-credentials: false\n', to: '' },
  ],
  'runs nothing of a head beside a right to write': [{ file: 'sightline-train.yml', from: 'contents: read', to: 'checks: write' }],
};

describe.each([...templates])('%s', (file, text) => {
  it.each(workflowRules.map(({ name, find }) => ({ name, find })))('$name', ({ find }) => {
    const wanted = expected[file];
    expect(wanted, `what ${file} is for stands in this test`).toBeDefined();
    expect(wanted === undefined ? [] : find(parseWorkflow(text), wanted)).toEqual([]);
  });
});

describe('each rule can say no:', () => {
  it.each(workflowRules.map(({ name, find }) => ({ name, find })))('$name', ({ name, find }) => {
    const broken = breaks[name] ?? [];
    expect(broken).not.toEqual([]);
    for (const { file, from, to } of broken) {
      const text = templates.get(file) ?? '';
      const wanted = expected[file] ?? { on: {}, jobs: {} };
      const changed = text.replace(from, to);
      expect(changed).not.toBe(text);
      expect(find(parseWorkflow(changed), wanted), `${from} -> ${to}`).not.toEqual([]);
    }
  });
});

it('has every workflow that this issue names', () => {
  expect([...templates.keys()].toSorted()).toEqual(Object.keys(expected).toSorted());
});
