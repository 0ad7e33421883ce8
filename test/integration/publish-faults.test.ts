import { randomBytes } from 'node:crypto';
import { describe, it } from 'vitest';
import { GithubRuns } from '../../src/adapters/github/github-runs.ts';
import type { GithubFault } from '../rigs/github/faults.ts';
import type { OperationName } from '../rigs/github/operations.ts';
import { PullRequestRuns, reportArtifact, reportGrants, specText } from '../support/pull-request-run.ts';
import { defects } from '../support/twin-client.ts';
import { stepClient } from '../support/workflow-step.ts';
import { zipOf } from '../support/zip-of.ts';

const list = 'GET /repos/{owner}/{repo}/actions/runs/{run_id}/artifacts';
const download = 'GET /repos/{owner}/{repo}/actions/artifacts/{artifact_id}/{archive_format}';
const pulls = 'GET /repos/{owner}/{repo}/pulls';
const comment = 'POST /repos/{owner}/{repo}/issues/{issue_number}/comments';
const change = 'PATCH /repos/{owner}/{repo}/issues/comments/{comment_id}';
const check = 'POST /repos/{owner}/{repo}/check-runs';

/** A pull request that has a report already, and another commit. */
async function reported(): Promise<PullRequestRuns> {
  const pull = await PullRequestRuns.open();
  await pull.report(pull.addRun({ artifacts: [await reportArtifact()] }));
  pull.push();
  return pull;
}

describe.concurrent('one comment and one check stand after', () => {
  it.for<[OperationName, GithubFault]>([
    [pulls, { kind: 'rate-limit', status: 403, retryAfter: 1 }],
    [list, { kind: 'rate-limit', status: 429, retryAfter: 1 }],
    [comment, { kind: 'secondary-limit', retryAfter: 1 }],
    [check, { kind: 'secondary-limit', retryAfter: 1 }],
    [pulls, { kind: 'server-error', status: 502 }],
    [download, { kind: 'server-error', status: 503 }],
    [download, { kind: 'cut', when: 'before' }],
    [comment, { kind: 'cut', when: 'after' }],
    [comment, { kind: 'server-error', status: 500 }],
    [check, { kind: 'cut', when: 'after' }],
  ])('%s: %o', async ([operation, fault], { expect }) => {
    await using pull = await PullRequestRuns.open();
    const run = pull.addRun({ artifacts: [await reportArtifact()] });
    pull.twin.fail({ operation, fault });
    const { outputs } = await pull.report(run);
    expect(outputs).toMatchObject({ verdict: 'better', conclusion: 'success' });
    expect(await pull.comments()).toHaveLength(1);
    expect(await pull.checks()).toHaveLength(1);
  });

  it.for<[OperationName, GithubFault]>([
    [change, { kind: 'cut', when: 'after' }],
    [change, { kind: 'server-error', status: 504 }],
  ])('a change: %s: %o', async ([operation, fault], { expect }) => {
    await using pull = await reported();
    pull.twin.fail({ operation, fault });
    await pull.report(pull.addRun({ artifacts: [await reportArtifact()] }));
    expect(await pull.comments()).toHaveLength(1);
    expect(await pull.checks()).toHaveLength(1);
  });
});

describe.concurrent('a pull request that changes meanwhile', () => {
  it('whose comment was deleted by hand gets another one', async ({ expect }) => {
    await using pull = await reported();
    const [standing] = await pull.comments();
    await pull.person.issues.deleteComment({ ...defects, comment_id: standing?.id ?? 0 });
    const { outputs } = await pull.report(pull.addRun({ artifacts: [await reportArtifact()] }));
    const after = await pull.comments();
    expect(after.map(({ id }) => String(id))).toEqual([outputs['comment-id']]);
    expect(outputs['comment-id']).not.toBe(String(standing?.id));
    expect(pull.requests.length).toBeLessThanOrEqual(8);
  });

  it('whose conversation is locked has the report in its check and summary, and a warning', async ({ expect }) => {
    await using pull = await PullRequestRuns.open();
    await pull.person.issues.lock({ ...defects, issue_number: pull.number });
    const { outputs, summary, warnings } = await pull.report(pull.addRun({ artifacts: [await reportArtifact()] }));
    expect(outputs).toMatchObject({ conclusion: 'success', 'comment-id': '' });
    expect(summary).toContain('Better');
    expect((await pull.checks())[0]?.summary).toContain('Better');
    expect(warnings).toEqual([expect.stringContaining('github-locked')]);
  });

  it('by a push is told which commit it is about', async ({ expect }) => {
    await using pull = await PullRequestRuns.open();
    const old = pull.head;
    const run = pull.addRun({ artifacts: [await reportArtifact()] });
    const head = pull.push();
    await pull.report(run);
    expect((await pull.comments())[0]?.body).toContain(
      `This is about ${old.slice(0, 12)}; the pull request is at ${head.slice(0, 12)} now`,
    );
    expect(await pull.checks(old)).toHaveLength(1);
    expect(await pull.checks(head)).toEqual([]);
  });

  it('by being closed is told, too', async ({ expect }) => {
    await using pull = await PullRequestRuns.open();
    const run = pull.addRun({ artifacts: [await reportArtifact()] });
    await pull.person.pulls.update({ ...defects, pull_number: pull.number, state: 'closed' });
    await pull.report(run);
    expect((await pull.comments())[0]?.body).toContain('The pull request was closed before this was known.');
    expect(await pull.checks()).toHaveLength(1);
  });

  it('keeps the report of a newer run, whose commit is judged by it alone', async ({ expect }) => {
    await using pull = await PullRequestRuns.open();
    const old = pull.head;
    const [first, again] = [pull.addRun({ artifacts: [await reportArtifact()] }), pull.addRun({ artifacts: [await reportArtifact()] })];
    const { log } = await pull.report(first);
    expect(log).toEqual([expect.stringContaining('a newer run trains')]);
    expect(pull.requests).toHaveLength(2);
    pull.push();
    const newest = await pull.report(pull.addRun({ artifacts: [await reportArtifact()] }));
    const late = await pull.report(again);
    expect(late.outputs['comment-id']).toBe(newest.outputs['comment-id']);
    expect(late.log).toEqual([expect.stringContaining('the comment of a newer run was kept, a check was added')]);
    expect((await pull.comments())[0]?.body).toContain(`"head":"${pull.head}"`);
    expect(await pull.checks(old)).toHaveLength(1);
  });

  it('reports a run whose newer one was cancelled', async ({ expect }) => {
    await using pull = await PullRequestRuns.open();
    const run = pull.addRun({ artifacts: [await reportArtifact()] });
    pull.addRun({ conclusion: 'cancelled' });
    expect((await pull.report(run)).outputs).toMatchObject({ verdict: 'better', conclusion: 'success' });
  });

  it('gets one comment where its run and a run that was run again report at once', async ({ expect }) => {
    await using pull = await reported();
    const runs = [
      pull.addRun({ artifacts: [await reportArtifact()] }),
      pull.addRun({ headSha: pull.push(), artifacts: [await reportArtifact()] }),
    ];
    const steps = await Promise.all(runs.map((run) => pull.report(run)));
    expect(new Set(steps.map(({ outputs }) => outputs['comment-id'])).size).toBe(1);
    expect(await pull.comments()).toHaveLength(1);
  });
});

describe.concurrent('a token without a permission gets nowhere, and the error says the line to add', () => {
  it.for([
    ['actions:read', 'actions: read'],
    ['contents:read', 'contents: read'],
    ['pull-requests:write', 'pull-requests: read'],
    ['checks:write', 'checks: write'],
  ] as const)('%s', async ([without, line], { expect }) => {
    await using pull = await PullRequestRuns.open();
    const run = pull.addRun({ artifacts: [await reportArtifact()] });
    const denied = pull.report(
      run,
      reportGrants.filter((grant) => grant !== without),
    );
    await expect(denied).rejects.toMatchObject({
      code: 'github-denied',
      hint: expect.stringContaining(`permissions:\` of the job:\n    ${line}`),
    });
    expect(await pull.comments()).toHaveLength(without === 'checks:write' ? 1 : 0);
  });

  it('to write comments leaves the check', async ({ expect }) => {
    await using pull = await PullRequestRuns.open();
    const run = pull.addRun({ artifacts: [await reportArtifact()] });
    const denied = pull.report(run, ['actions:read', 'checks:write', 'contents:read', 'pull-requests:read']);
    await expect(denied).rejects.toMatchObject({ code: 'github-denied', hint: expect.stringContaining('pull-requests: write') });
    expect(await pull.checks()).toHaveLength(1);
  });
});

describe.concurrent('an artifact that is no report', () => {
  const plain = async () => (await reportArtifact()).zip;
  it.for<[string, () => Promise<{ zip: Buffer; size?: number; isExpired?: boolean; json?: string }>, string]>([
    ['of 2 GB', async () => ({ zip: await plain(), size: 2 ** 31 }), 'it has 2147483648 bytes'],
    ['that has expired', async () => ({ zip: await plain(), isExpired: true }), 'it has expired'],
    ['that is no zip', async () => ({ zip: randomBytes(500) }), 'the artifact is not read'],
    ['that is cut', async () => ({ zip: (await plain()).subarray(0, 900) }), 'the artifact is not read'],
    ['without report.json', async () => ({ zip: await zipOf({ 'report.md': 'x' }) }), 'it holds no report.json'],
    ['whose report is no JSON', async () => ({ zip: await zipOf({ 'report.json': '{"version": 1,' }) }), 'bad-report'],
    ['whose report is another JSON', async () => ({ zip: await zipOf({ 'report.json': '{"version":1}' }) }), 'bad-report'],
    ['that is a bomb', async () => ({ zip: await zipOf({ 'report.json': Buffer.alloc(15 << 20) }) }), 'unpacks from'],
  ])('%s is told, and nothing of it is used', async ([, make, said], { expect }) => {
    await using pull = await PullRequestRuns.open();
    const run = pull.addRun({ artifacts: [{ name: 'sightline-report-animals', ...(await make()) }] });
    const { outputs, summary } = await pull.report(run);
    expect(outputs).toMatchObject({ verdict: '', conclusion: 'failure', 'comment-id': '' });
    expect(summary).toContain(said);
    if (said.includes('2147483648') || said.includes('expired')) {
      expect(pull.requests).not.toContain(download);
    }
  });

  it('keeps the others from nothing, and the comment that stands', async ({ expect }) => {
    await using pull = await PullRequestRuns.open({ 'sightline.yaml': specText(), 'cats/sightline.yaml': specText([], 'cats') });
    const event = async (...artifacts: Parameters<typeof pull.addRun>[0][]) => pull.eventOf(pull.addRun(Object.assign({}, ...artifacts)));
    const projects = ['.', 'cats'];
    await pull.publish(await event({ artifacts: [await reportArtifact()] }), { projects });
    pull.push();
    const broken = { name: 'sightline-report-animals', zip: randomBytes(50) };
    const { outputs } = await pull.publish(await event({ artifacts: [broken, await reportArtifact(undefined, 'cats')] }), { projects });
    expect(outputs).toMatchObject({ verdict: '\nbetter', conclusion: 'failure\nsuccess' });
    const bodies = (await pull.comments()).map(({ body }) => body);
    expect(bodies).toHaveLength(2);
    expect(bodies[0]).toContain('has no report that can be read');
    expect(bodies[0]).toContain('Better');
  });

  it('is left while it is read as soon as it is larger than GitHub said', async ({ expect }) => {
    await using pull = await PullRequestRuns.open();
    pull.addRun({ artifacts: [{ name: 'sightline-report-animals', zip: randomBytes(1 << 20), size: 100 }] });
    await using client = await stepClient(pull.twin, reportGrants);
    const runs = new GithubRuns(client);
    const { runs: past } = await runs.ofBranch('topic');
    const [artifact] = await runs.artifacts(past[0]?.run ?? 0);
    const read = artifact === undefined ? undefined : runs.download(artifact, 1000);
    await expect(read).rejects.toMatchObject({ code: 'bad-artifact', message: expect.stringContaining('more than 1000 bytes') });
  });
});
