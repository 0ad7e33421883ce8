import { describe, it } from 'vitest';
import { writeReportFile } from '../../src/core/report/file/write-report-file.ts';
import type { ReportFile } from '../../src/core/report/file/report-file.ts';
import type { Spec } from '../../src/core/spec/spec.ts';
import { commitFiles } from '../support/commit-files.ts';
import { betterReport, PullRequestRuns, reportArtifact, specText } from '../support/pull-request-run.ts';
import { madeReport } from '../support/report-data.ts';
import { madeReportFile } from '../support/report-file.ts';
import { defects } from '../support/twin-client.ts';

const gates: Spec['evaluate']['gates'] = [
  { metric: 'accuracy', require: 'not-worse' },
  { metric: 'accuracy', require: 'at-least', value: 0.99 },
];
const passing = gates.slice(0, 1);

/** What a check points at: path, line and how loudly. */
async function annotations(pull: PullRequestRuns, outputs: Readonly<Record<string, string>>): Promise<unknown[]> {
  const { data } = await pull.person.checks.listAnnotations({ ...defects, check_run_id: Number(outputs['check-id']) });
  return data.map(({ path, start_line: line, annotation_level: level }) => [path, line, level]);
}

describe.concurrent('a report on a pull request', () => {
  it('is one comment, one check and a summary, and the next run changes the comment', async ({ expect }) => {
    await using pull = await PullRequestRuns.open({ 'sightline.yaml': specText(passing) });
    const first = await pull.report(pull.addRun({ artifacts: [await reportArtifact(betterReport(passing))] }));
    const [comment] = await pull.comments();
    expect(first.outputs).toMatchObject({ verdict: 'better', conclusion: 'success', 'comment-id': String(comment?.id) });
    expect(comment?.body).toContain('Better');
    expect(first.summary).toContain('Better');
    const [check] = await pull.checks();
    expect(check).toMatchObject({ name: 'sightline / animals', conclusion: 'success', title: 'Better, 1 of 1 gates pass' });
    expect(check?.externalId).toContain(`comment ${comment?.id}`);
    const head = pull.head;
    pull.push();
    const second = await pull.report(pull.addRun({ artifacts: [await reportArtifact(betterReport(passing))] }));
    expect(second.outputs['comment-id']).toBe(first.outputs['comment-id']);
    const after = await pull.comments();
    expect(after).toHaveLength(1);
    expect(after[0]?.body).toContain(head.slice(0, 7));
    expect(await pull.checks()).toHaveLength(1);
  });

  it('takes eight requests however many comments there are, and none for pages', async ({ expect }) => {
    await using pull = await PullRequestRuns.open({ 'sightline.yaml': specText(passing) });
    await pull.twin.addComments(pull.number, 'maintainer', 500);
    await new Promise((resolve) => void setTimeout(resolve, 1000));
    await pull.report(pull.addRun({ artifacts: [await reportArtifact(betterReport(passing))] }));
    expect(pull.requests.length).toBeLessThanOrEqual(8);
    await pull.twin.addComments(pull.number, 'maintainer', 500);
    pull.push();
    await pull.report(pull.addRun({ artifacts: [await reportArtifact(betterReport(passing))] }));
    expect(pull.requests).toEqual([
      'GET /repos/{owner}/{repo}/pulls',
      'GET /repos/{owner}/{repo}/actions/runs',
      'GET /repos/{owner}/{repo}/actions/runs/{run_id}/artifacts',
      'GET /repos/{owner}/{repo}/actions/artifacts/{artifact_id}/{archive_format}',
      'GET /repos/{owner}/{repo}/contents/{path}',
      'GET /repos/{owner}/{repo}/issues/{issue_number}/comments',
      'PATCH /repos/{owner}/{repo}/issues/comments/{comment_id}',
      'POST /repos/{owner}/{repo}/check-runs',
    ]);
    expect(await pull.comments()).toHaveLength(1);
  });

  it('asks the check of the run before for the comment, where more others were changed than a page holds', async ({ expect }) => {
    await using pull = await PullRequestRuns.open();
    await pull.twin.addComments(pull.number, 'maintainer', 120);
    const longAgo = { createdAt: '2020-01-01T00:00:00Z', artifacts: [await reportArtifact()] };
    await pull.report(pull.addRun(longAgo));
    const [standing] = await pull.comments();
    pull.push();
    await pull.report(pull.addRun(longAgo));
    expect(pull.requests.slice(5)).toEqual([
      'GET /repos/{owner}/{repo}/issues/{issue_number}/comments',
      'GET /repos/{owner}/{repo}/commits/{ref}/check-runs',
      'GET /repos/{owner}/{repo}/issues/comments/{comment_id}',
      'PATCH /repos/{owner}/{repo}/issues/comments/{comment_id}',
      'POST /repos/{owner}/{repo}/check-runs',
    ]);
    pull.push();
    pull.addRun({ ...longAgo, status: 'in_progress' });
    pull.push();
    await pull.report(pull.addRun(longAgo));
    expect(pull.requests.filter((one) => one.endsWith('issues/{issue_number}/comments'))).toHaveLength(3);
    expect((await pull.comments()).map(({ id }) => id)).toEqual([standing?.id]);
  });

  it('fails where a gate of base fails, and points at its line in head', async ({ expect }) => {
    await using pull = await PullRequestRuns.open({ 'sightline.yaml': specText(gates) });
    pull.push({ 'sightline.yaml': `# moved\n\n${specText(gates)}` });
    const report: ReportFile = { ...betterReport(gates), changedKeys: ['evaluate.gates'] };
    const { outputs } = await pull.report(pull.addRun({ artifacts: [await reportArtifact(report)] }));
    expect(outputs).toMatchObject({ verdict: 'better', conclusion: 'failure' });
    expect(await annotations(pull, outputs)).toEqual([['sightline.yaml', 11, 'failure']]);
    expect(pull.requests.length).toBeLessThanOrEqual(9);
  });

  it('points at the parameters that were changed, too, in as many requests', async ({ expect }) => {
    await using pull = await PullRequestRuns.open({ 'sightline.yaml': specText(gates) });
    pull.push({ 'params.yaml': 'seed: 1\ntrain:\n  lr: 0.002\n' });
    const { outputs } = await pull.report(pull.addRun({ artifacts: [await reportArtifact(betterReport(gates))] }));
    expect(await annotations(pull, outputs)).toEqual([
      ['sightline.yaml', 9, 'failure'],
      ['params.yaml', 3, 'notice'],
      ['params.yaml', 1, 'notice'],
    ]);
    expect(pull.requests.length).toBeLessThanOrEqual(9);
  });

  it.for<[string]>([['sightline.yaml: [not, a, spec\n'], ['evaluate: { gates: 3 }\n'], ['- \n']])(
    "points at something, whatever head's spec is: %j",
    async ([text], { expect }) => {
      await using pull = await PullRequestRuns.open({ 'sightline.yaml': specText(gates) });
      pull.push({ 'sightline.yaml': text });
      const report: ReportFile = { ...betterReport(gates), changedKeys: ['evaluate.gates'] };
      const { outputs } = await pull.report(pull.addRun({ artifacts: [await reportArtifact(report)] }));
      expect(await annotations(pull, outputs)).toEqual([['sightline.yaml', expect.any(Number), 'failure']]);
    },
  );

  it('is one for each model', async ({ expect }) => {
    const cats = madeReportFile({ ...madeReport(), model: 'cats' });
    await using pull = await PullRequestRuns.open({ 'sightline.yaml': specText(), 'cats/sightline.yaml': specText([], 'cats') });
    const run = pull.addRun({ artifacts: [await reportArtifact(), await reportArtifact(cats, 'cats')] });
    const { outputs } = await pull.publish(await pull.eventOf(run), { projects: ['.', 'cats'] });
    expect(outputs).toMatchObject({ verdict: 'better\nbetter', conclusion: 'success\nsuccess' });
    expect(await pull.comments()).toHaveLength(2);
    expect((await pull.checks()).map(({ name }) => name)).toEqual(['sightline / animals', 'sightline / cats']);
  });

  it('of one model alone is no report of another, whose comment says so where a new commit was judged', async ({ expect }) => {
    await using pull = await PullRequestRuns.open({ 'sightline.yaml': specText(), 'cats/sightline.yaml': specText([], 'cats') });
    const projects = ['.', 'cats'];
    const both = pull.addRun({ artifacts: [await reportArtifact(), await reportArtifact(undefined, 'cats')] });
    await pull.publish(await pull.eventOf(both), { projects });
    const judged = pull.head;
    for (const [conclusion, said, check] of [
      ['success', 'trained nothing of this model', 'neutral'],
      ['failure', 'failed before it had a report of this model', 'failure'],
    ] as const) {
      pull.push();
      const run = pull.addRun({ conclusion, artifacts: [await reportArtifact()] });
      const { outputs } = await pull.publish(await pull.eventOf(run), { projects });
      expect(outputs['conclusion']?.split('\n')[1]).toBe(check);
      const [, cats, ...others] = await pull.comments();
      expect(others).toEqual([]);
      expect(cats?.body).toContain(said);
      expect(cats?.body).toContain(`What follows is about ${judged.slice(0, 12)}`);
      expect((await pull.checks()).map(({ name, conclusion: one }) => [name, one])).toContainEqual(['sightline / cats', check]);
    }
    pull.push();
    await pull.publish(await pull.eventOf(pull.addRun({ artifacts: [await reportArtifact(), await reportArtifact(undefined, 'cats')] })), {
      projects,
    });
    const again = pull.addRun({ artifacts: [await reportArtifact()] });
    expect((await pull.publish(await pull.eventOf(again), { projects })).outputs['verdict']).toBe('better');
    expect((await pull.comments())[1]?.body).not.toContain('trained nothing');
  });

  it('is that of the last attempt, where a run that is run again leaves another of the same name', async ({ expect }) => {
    await using pull = await PullRequestRuns.open({ 'sightline.yaml': specText(passing) });
    const run = pull.addRun({ artifacts: [await reportArtifact('{'), await reportArtifact(betterReport(passing))] });
    expect((await pull.report(run)).outputs).toMatchObject({ verdict: 'better', conclusion: 'success' });
  });

  it('is made although a file of head is larger than GitHub hands out', async ({ expect }) => {
    await using pull = await PullRequestRuns.open({ 'sightline.yaml': specText(gates) });
    pull.push({ 'params.yaml': `# ${'x'.repeat(1 << 20)}\n` });
    const { outputs } = await pull.report(pull.addRun({ artifacts: [await reportArtifact(betterReport(gates))] }));
    expect(outputs).toMatchObject({ verdict: 'better', conclusion: 'failure' });
    expect(await annotations(pull, outputs)).toEqual([['sightline.yaml', 9, 'failure']]);
  });

  it('of a merge queue is a check alone', async ({ expect }) => {
    await using pull = await PullRequestRuns.open({ 'sightline.yaml': specText(passing) });
    const headBranch = `gh-readonly-queue/main/pr-${pull.number}-${pull.head}`;
    const run = pull.addRun({ event: 'merge_group', headBranch, artifacts: [await reportArtifact(betterReport(passing))] });
    const { outputs } = await pull.report(run);
    expect(outputs).toMatchObject({ conclusion: 'success', 'comment-id': '' });
    expect(await pull.comments()).toEqual([]);
    expect(pull.requests).toHaveLength(5);
  });

  it('is made by the job that trained, too', async ({ expect }) => {
    await using pull = await PullRequestRuns.open({ 'sightline.yaml': specText(passing) });
    const { data } = await pull.person.pulls.get({ ...defects, pull_number: pull.number });
    const report = new TextEncoder().encode(writeReportFile(betterReport(passing)));
    const own = {
      run: pull.addRun({ status: 'in_progress' }),
      attempt: 1,
      url: 'https://github.example/run',
      conclusion: 'success',
      report,
      errors: [],
    };
    const { outputs } = await pull.publish({ name: 'pull_request', payload: { pull_request: data } }, { own });
    expect(outputs).toMatchObject({ verdict: 'better', conclusion: 'success' });
    expect(await pull.comments()).toHaveLength(1);
    expect(pull.requests.length).toBeLessThanOrEqual(8);
    const forked = { ...data, head: { ...data.head, repo: { id: 99_999 } } };
    const refused = pull.publish({ name: 'pull_request', payload: { pull_request: forked } }, { own });
    await expect(refused).rejects.toMatchObject({ code: 'untrusted-head' });
  });

  it('goes by the spec at the tip of base, and without one asks for nothing', async ({ expect }) => {
    await using pull = await PullRequestRuns.open({});
    const bare = await pull.report(pull.addRun({ artifacts: [await reportArtifact()] }));
    expect(bare.outputs).toMatchObject({ verdict: 'better', conclusion: 'neutral' });
    commitFiles(pull.twin.repository.folder, { branch: 'main', files: { 'sightline.yaml': specText(gates) } });
    const ruled = await pull.report(pull.addRun({ artifacts: [await reportArtifact()] }));
    expect(ruled.outputs).toMatchObject({ verdict: 'better', conclusion: 'failure' });
    commitFiles(pull.twin.repository.folder, { branch: 'main', files: { 'sightline.yaml': 'version: 2\n' } });
    const broken = await pull.report(pull.addRun({ artifacts: [await reportArtifact()] }));
    expect(broken.outputs).toMatchObject({ verdict: '', conclusion: 'failure' });
    expect(broken.summary).toContain('invalid-spec');
  });
});

describe.concurrent('a run without a report', () => {
  it.for([
    ['success', 'neutral', 'trained nothing'],
    ['failure', 'failure', 'failed before it had a report'],
    ['cancelled', 'cancelled', 'was cancelled'],
    ['skipped', 'neutral', 'did not train'],
  ] as const)(
    'that ended as %s says so, and the comment that stands is kept with a note',
    async ([ended, conclusion, said], { expect }) => {
      await using pull = await PullRequestRuns.open();
      const silent = await pull.report(pull.addRun({ conclusion: ended }));
      expect(silent.outputs).toEqual({ verdict: '', conclusion, 'comment-id': '', 'check-id': expect.stringMatching(/^\d+$/) });
      expect((await pull.checks())[0]).toMatchObject({ name: 'sightline / animals', conclusion, summary: expect.stringContaining(said) });
      const judged = pull.push();
      await pull.report(pull.addRun({ artifacts: [await reportArtifact()] }));
      const [standing] = await pull.comments();
      for (const _ of [1, 2]) {
        pull.push();
        await pull.report(pull.addRun({ conclusion: ended }));
        expect(pull.requests.length).toBeLessThanOrEqual(8);
      }
      const [noted, ...others] = await pull.comments();
      expect(others).toEqual([]);
      expect(noted?.id).toBe(standing?.id);
      expect(noted?.body.split(said)).toHaveLength(2);
      expect(noted?.body).toContain(`What follows is about ${judged.slice(0, 12)}`);
      expect(noted?.body).toContain('Better');
      pull.push();
      await pull.report(pull.addRun({ artifacts: [await reportArtifact()] }));
      expect((await pull.comments())[0]?.body).not.toContain(said);
    },
  );

  it('which a later push replaced says nothing', async ({ expect }) => {
    await using pull = await PullRequestRuns.open();
    const run = pull.addRun({ conclusion: 'cancelled' });
    pull.push();
    const { log } = await pull.report(run);
    expect(log).toEqual([expect.stringContaining('a later push replaced the run')]);
    expect(pull.requests).toHaveLength(2);
  });

  it('but with one, as where a later step failed, shows it and does not succeed', async ({ expect }) => {
    await using pull = await PullRequestRuns.open();
    const run = pull.addRun({ conclusion: 'failure', artifacts: [await reportArtifact()] });
    expect((await pull.report(run)).outputs).toMatchObject({ verdict: 'better', conclusion: 'failure' });
  });
});
