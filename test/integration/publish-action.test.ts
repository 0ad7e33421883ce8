import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { writeReportFile } from '../../src/core/report/file/write-report-file.ts';
import { runActionStep, type EndedStep } from '../support/action-step.ts';
import { betterReport, PullRequestRuns, reportArtifact, reportGrants, specText } from '../support/pull-request-run.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { defects } from '../support/twin-client.ts';

/** The built action as a step of the report job, on an enterprise server. */
function runReport(
  pull: PullRequestRuns,
  event: { readonly name: string; readonly payload: unknown },
  inputs: Readonly<Record<string, string>> = {},
  more: Readonly<Record<string, string>> = {},
): Promise<EndedStep> {
  const env = { GITHUB_API_URL: pull.twin.url, GITHUB_SERVER_URL: 'https://github.example', GITHUB_REPOSITORY: 'acme/defects', ...more };
  return runActionStep('report', { event, inputs: { projects: '.', token: pull.twin.token(reportGrants), ...inputs }, env });
}

it('reports as a process of its own, on GitHub Enterprise Server', async () => {
  await using pull = await PullRequestRuns.open({ 'sightline.yaml': specText() }, false, { prefix: '/api/v3' });
  const event = await pull.eventOf(pull.addRun({ artifacts: [await reportArtifact()] }));
  const { code, outputs, summary, log } = await runReport(pull, event);
  expect({ code, log }).toEqual({ code: 0, log: expect.stringContaining('sightline / animals on pull request #1') });
  const [comment] = await pull.comments();
  const id = expect.stringMatching(/^\d+$/);
  expect(outputs).toEqual({ verdict: 'better', conclusion: 'success', 'comment-id': String(comment?.id), 'check-id': id });
  expect(summary).toContain('Better');
});

it('reports what its own job wrote, that it wrote nothing, and that it failed', async () => {
  await using pull = await PullRequestRuns.open();
  using workspace = temporaryFolder();
  mkdirSync(join(workspace.path, 'out'));
  writeFileSync(join(workspace.path, 'out/report.json'), writeReportFile(betterReport()));
  const { data } = await pull.person.pulls.get({ ...defects, pull_number: pull.number });
  const event = { name: 'pull_request', payload: { pull_request: data } };
  const own = { GITHUB_RUN_ID: '17', GITHUB_RUN_ATTEMPT: '1', GITHUB_WORKSPACE: workspace.path };
  const { code, outputs } = await runReport(pull, event, { folder: 'out' }, own);
  expect([code, outputs['verdict']]).toEqual([0, 'better']);
  const without = await runReport(pull, event, { folder: 'nowhere' }, { ...own, GITHUB_RUN_ID: '18' });
  expect([without.code, without.outputs['verdict'], without.outputs['conclusion']]).toEqual([0, '', 'neutral']);
  const failed = await runReport(pull, event, { status: 'failure' }, { ...own, GITHUB_RUN_ID: '19' });
  expect([failed.code, failed.outputs['verdict'], failed.outputs['conclusion']]).toEqual([0, '', 'failure']);
  const [comment, ...others] = await pull.comments();
  expect([comment?.body, others]).toEqual([expect.stringContaining('failed before it had a report'), []]);
});

it('names the permission that is missing in one annotation', async () => {
  await using pull = await PullRequestRuns.open();
  const event = await pull.eventOf(pull.addRun({ artifacts: [await reportArtifact()] }));
  const { code, commands } = await runReport(pull, event, { token: pull.twin.token(['actions:read']) });
  expect(code).toBe(1);
  expect(commands.map(({ message }) => message)).toEqual([expect.stringContaining('pull-requests: read')]);
});
