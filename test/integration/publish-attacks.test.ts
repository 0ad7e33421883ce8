import { describe, it } from 'vitest';
import { markReport } from '../../src/core/github/report-marker.ts';
import type { ReportFile } from '../../src/core/report/file/report-file.ts';
import type { Spec } from '../../src/core/spec/spec.ts';
import { commitFiles } from '../support/commit-files.ts';
import { betterReport, PullRequestRuns, reportArtifact, specText } from '../support/pull-request-run.ts';
import { hostileNames, madeReport } from '../support/report-data.ts';
import { madeReportFile } from '../support/report-file.ts';
import { clientOf, defects } from '../support/twin-client.ts';

const gates: Spec['evaluate']['gates'] = [{ metric: 'accuracy', require: 'at-least', value: 0.99 }];
const dispatch = { path: '.github/workflows/sightline-dispatch.yml', event: 'workflow_dispatch', headBranch: 'main' } as const;

/** A run that a maintainer's `/train` dispatched for the head of a pull request. */
function dispatched(pull: PullRequestRuns, artifacts: Parameters<typeof pull.addRun>[0] = {}): Parameters<typeof pull.addRun>[0] {
  const tip = commitFiles(pull.twin.repository.folder, { branch: 'main', files: { note: 'x' } });
  return { ...dispatch, headSha: tip, title: `sightline #${pull.number} ${pull.head}`, ...artifacts };
}

describe.concurrent('a fork', () => {
  it('that claims to be better gets a neutral check and an unverified run', async ({ expect }) => {
    await using pull = await PullRequestRuns.open({ 'sightline.yaml': specText() }, true);
    const { outputs } = await pull.report(pull.addRun({ artifacts: [await reportArtifact()] }));
    expect(outputs).toMatchObject({ verdict: 'better', conclusion: 'neutral' });
    expect((await pull.comments())[0]?.body).toMatch(/unverified run/i);
    expect((await pull.checks())[0]).toMatchObject({ conclusion: 'neutral', title: expect.stringContaining('Unverified run') });
  });

  it('that runs a workflow of its own has no check of the name that protection asks for, where neutral would do', async ({ expect }) => {
    await using pull = await PullRequestRuns.open({ 'sightline.yaml': specText(gates) }, true);
    await pull.report(pull.addRun());
    await pull.report(pull.addRun({ artifacts: [await reportArtifact(betterReport(gates))] }));
    const name = 'sightline / animals (by a fork)';
    expect((await pull.checks()).map((check) => check.name)).toEqual([name, name]);
  });

  it('that a maintainer has trained is unverified all the same', async ({ expect }) => {
    await using pull = await PullRequestRuns.open({ 'sightline.yaml': specText() }, true);
    const step = await pull.publish(await eventOfDispatch(pull, { artifacts: [await reportArtifact()] }));
    expect(step.outputs).toMatchObject({ verdict: 'better', conclusion: 'neutral' });
    expect(pull.requests.length).toBeLessThanOrEqual(8);
    expect((await pull.comments())[0]?.body).toMatch(/unverified run/i);
    expect((await pull.checks()).map(({ name }) => name)).toEqual(['sightline / animals']);
  });

  it('that edits the workflow stays a fork, by what GitHub says of the head', async ({ expect }) => {
    await using pull = await PullRequestRuns.open({ 'sightline.yaml': specText() }, true);
    pull.push({ '.github/workflows/sightline-train.yml': 'name: Sightline train\non: pull_request\njobs: {}\n' });
    const run = pull.addRun({ title: `sightline #1 ${pull.head}`, artifacts: [await reportArtifact()] });
    expect((await pull.report(run)).outputs).toMatchObject({ conclusion: 'neutral' });
  });

  it('with a broken report fails nothing', async ({ expect }) => {
    await using pull = await PullRequestRuns.open({ 'sightline.yaml': specText() }, true);
    const run = pull.addRun({ artifacts: [await reportArtifact('{')] });
    expect((await pull.report(run)).outputs).toMatchObject({ verdict: '', conclusion: 'neutral' });
  });
});

async function eventOfDispatch(pull: PullRequestRuns, artifacts: Parameters<typeof pull.addRun>[0], change: object = {}) {
  const own = { head: pull.twin.repository };
  return pull.eventOf(pull.addRun({ ...dispatched(pull, artifacts), ...own }), change);
}

describe.concurrent('whose run it was', () => {
  it('is not asked from the artifact, which names another pull request', async ({ expect }) => {
    await using pull = await PullRequestRuns.open();
    commitFiles(pull.twin.repository.folder, { branch: 'victim', from: 'refs/heads/main', files: { a: 'b' } });
    const { data: victim } = await pull.person.pulls.create({ ...defects, title: 'x', head: 'victim', base: 'main' });
    const lie = JSON.stringify({
      ...betterReport(),
      head: { ...betterReport().head, commit: victim.head.sha, name: `refs/pull/${victim.number}/head` },
    });
    await pull.report(pull.addRun({ artifacts: [await reportArtifact(lie)], title: `sightline #${victim.number} ${victim.head.sha}` }));
    const { data } = await pull.person.issues.listComments({ ...defects, issue_number: victim.number });
    expect(data).toEqual([]);
    expect(await pull.checks(victim.head.sha)).toEqual([]);
    expect(await pull.comments()).toHaveLength(1);
  });

  it.for<[string, { path?: string; event?: string; headBranch?: string; title?: string }]>([
    ['another workflow that leaves the same artifact', { path: '.github/workflows/other.yml' }],
    ['a push', { event: 'push' }],
    ['a schedule', { event: 'schedule' }],
    ['a target', { event: 'pull_request_target' }],
    ['a dispatch of our workflow by another event', { ...dispatch, event: 'push' }],
    ['a dispatch from another branch', { ...dispatch, headBranch: 'topic', title: 'sightline #1 TOPIC' }],
    ['a dispatch that names nothing', { ...dispatch, title: 'sightline' }],
    ['a dispatch that names half a commit', { ...dispatch, title: 'sightline #1 abcdef' }],
    ['a dispatch that names more', { ...dispatch, title: `sightline #1 ${'a'.repeat(40)} x` }],
    ['a merge queue of somebody', { event: 'merge_group', headBranch: 'gh-readonly-queue/main' }],
  ])("is nobody's for %s", async ([, run], { expect }) => {
    await using pull = await PullRequestRuns.open();
    const title = run.title?.replace('TOPIC', pull.head) ?? 'x';
    const { log } = await pull.report(pull.addRun({ ...run, title, artifacts: [await reportArtifact()] }));
    expect(log).toEqual([expect.stringContaining('Nothing is reported')]);
    expect(pull.requests).toEqual([]);
    expect(await pull.comments()).toEqual([]);
  });

  it("is the repository's own for what was dispatched for its own head, and for no other commit", async ({ expect }) => {
    await using pull = await PullRequestRuns.open();
    const own = await pull.publish(await eventOfDispatch(pull, { artifacts: [await reportArtifact()] }));
    expect(own.outputs).toMatchObject({ conclusion: 'success' });
    const event = await eventOfDispatch(pull, { artifacts: [await reportArtifact()] });
    pull.push();
    expect((await pull.publish(event)).outputs).toMatchObject({ conclusion: 'neutral' });
  });

  it.for([[{}], [{ action: 'completed' }], ['text'], [null], [{ action: 'requested', workflow_run: {} }]])(
    "is nobody's for the event %j",
    async ([payload], { expect }) => {
      await using pull = await PullRequestRuns.open();
      expect((await pull.publish({ name: 'workflow_run', payload })).log).toHaveLength(1);
      expect(pull.requests).toEqual([]);
    },
  );
});

describe.concurrent('the check that protection of the default branch asks for', () => {
  const required = 'sightline / animals';

  it("is not made by another branch's rules, by which a pull request could be judged before it is pointed at the default one", async ({
    expect,
  }) => {
    await using pull = await PullRequestRuns.open({ 'sightline.yaml': specText(gates) });
    const { folder } = pull.twin.repository;
    commitFiles(folder, { branch: 'lax', from: 'refs/heads/main', files: { 'sightline.yaml': specText() } });
    const headSha = commitFiles(folder, { branch: 'other', from: 'refs/heads/main', files: { a: 'b' } });
    const report = async () =>
      (await pull.report(pull.addRun({ headSha, headBranch: 'other', artifacts: [await reportArtifact()] }))).outputs;
    await pull.person.pulls.create({ ...defects, title: 'x', head: 'other', base: 'lax' });
    expect(await report()).toMatchObject({ conclusion: 'success' });
    await pull.person.pulls.create({ ...defects, title: 'x', head: 'other', base: 'main' });
    await report(); // of which of the two it is can't be told
    const queued = `gh-readonly-queue/lax/pr-2-${headSha}`;
    const group = commitFiles(folder, { branch: 'queued', from: headSha, files: { c: 'd' } });
    await pull.report(pull.addRun({ event: 'merge_group', headBranch: queued, headSha: group, artifacts: [await reportArtifact()] }));
    expect((await pull.checks(headSha)).map(({ name }) => name)).toEqual([`${required} (into lax)`, `${required} (into lax or main)`]);
    expect((await pull.checks(group)).map(({ name }) => name)).toEqual([`${required} (into lax)`]);
  });

  it('is not replaced by a training that somebody asked for with other parameters or against another base', async ({ expect }) => {
    await using pull = await PullRequestRuns.open({ 'sightline.yaml': specText(gates) });
    await pull.report(pull.addRun({ artifacts: [await reportArtifact(betterReport(gates))] }));
    await pull.publish(await eventOfDispatch(pull, { artifacts: [await reportArtifact(betterReport(gates))] }));
    expect((await pull.checks()).map(({ name, conclusion }) => [name, conclusion])).toEqual([
      [required, 'failure'],
      [`${required} (on request)`, 'failure'],
    ]);
  });

  it('is made although such a training, which began later, has reported already', async ({ expect }) => {
    await using pull = await PullRequestRuns.open({ 'sightline.yaml': specText() });
    const slow = pull.addRun({ artifacts: [await reportArtifact()] });
    await pull.publish(await eventOfDispatch(pull, { artifacts: [await reportArtifact()] }));
    await pull.report(slow);
    await pull.report(slow);
    expect((await pull.checks()).map(({ name }) => name)).toEqual([`${required} (on request)`, required, required]);
    expect(await pull.comments()).toHaveLength(1);
  });
});

describe.concurrent('what a report claims', () => {
  it("is decided again from its numbers and by base's gates", async ({ expect }) => {
    await using pull = await PullRequestRuns.open({ 'sightline.yaml': specText(gates) });
    pull.push({ 'sightline.yaml': specText() });
    const honest = betterReport(gates);
    const lie = {
      ...honest,
      comparison: {
        ...honest.comparison,
        gates: honest.comparison.gates.map((gate) => ({ ...gate, outcome: 'pass', reason: 'trust me' })),
      },
    } as ReportFile;
    for (const report of [lie, betterReport()]) {
      const { outputs } = await pull.report(pull.addRun({ artifacts: [await reportArtifact(report)] }));
      expect(outputs).toMatchObject({ conclusion: 'failure' });
    }
    expect((await pull.comments())[0]?.body).not.toContain('trust me');
  });

  it('gets no mention, tag, marker or table of its own into the comment', async ({ expect }) => {
    await using pull = await PullRequestRuns.open();
    const marker = markReport({ report: 'animals', head: 'f'.repeat(40), run: 9e9, attempt: 1 }, 'x');
    const names = [...hostileNames, marker, '<!-- sightline:noted -->', '@acme/team'];
    const report = madeReportFile(madeReport({ classes: names, prefix: '@acme <img src=x> ', side: '](https://evil.example) @all' }));
    const html = { ...report, head: { ...report.head, name: '<script>alert(1)</script>' } };
    await pull.report(pull.addRun({ artifacts: [await reportArtifact(html)] }));
    const [comment] = await pull.comments();
    const text = (comment?.body ?? '').split('\n').slice(2).join('\n');
    const outside = text.replaceAll(/(`+)[^]*?[^`]\1(?!`)/g, '');
    expect(outside).not.toMatch(/@(?:acme|all|everyone)|<script|<img|evil\.example|sightline:/);
    pull.push();
    await pull.report(pull.addRun({ artifacts: [await reportArtifact()] }));
    expect((await pull.comments()).map(({ id }) => id)).toEqual([comment?.id]);
  });

  it('is no report where somebody else wrote the marker', async ({ expect }) => {
    await using pull = await PullRequestRuns.open();
    const stranger = clientOf(pull.twin, pull.twin.token(['pull-requests:write'], { login: 'stranger', kind: 'person' }));
    const body = markReport({ report: 'animals', head: pull.head, run: 9e9, attempt: 1 }, 'better, believe me');
    await stranger.issues.createComment({ ...defects, issue_number: pull.number, body });
    const { outputs } = await pull.report(pull.addRun({ artifacts: [await reportArtifact()] }));
    expect(outputs).toMatchObject({ conclusion: 'success' });
    expect(await pull.comments()).toHaveLength(1);
  });

  it('of a model that base does not know is asked for nothing, and never succeeds', async ({ expect }) => {
    await using pull = await PullRequestRuns.open({ 'sightline.yaml': specText(gates), 'cats/sightline.yaml': specText([], 'cats') });
    const event = await pull.eventOf(pull.addRun({ artifacts: [await reportArtifact(betterReport(), 'dogs')] }));
    const { outputs } = await pull.publish(event, { projects: ['.', 'cats'] });
    expect(outputs).toMatchObject({ verdict: '\n\nbetter', conclusion: 'neutral\nneutral\nneutral' });
  });

  it('is of the only model, whatever the artifact is called', async ({ expect }) => {
    await using pull = await PullRequestRuns.open({ 'sightline.yaml': specText(gates) });
    for (const name of ['animals', 'model']) {
      const { outputs } = await pull.report(pull.addRun({ artifacts: [await reportArtifact(betterReport(), name)] }));
      expect(outputs).toMatchObject({ conclusion: 'failure' });
    }
    expect(await pull.comments()).toHaveLength(1);
    expect((await pull.checks()).map(({ name }) => name)).toEqual(['sightline / animals', 'sightline / animals']);
  });

  it('is not of the only model that is reported where the run calls it otherwise', async ({ expect }) => {
    await using pull = await PullRequestRuns.open();
    await pull.report(pull.addRun({ artifacts: [await reportArtifact()] }));
    pull.push();
    await pull.report(pull.addRun({ artifacts: [await reportArtifact(undefined, 'cats')] }));
    const [animals, cats] = await pull.comments();
    expect(animals?.body).toContain('trained nothing of this model');
    expect(cats?.body).toContain('No spec of the base branch is of this model');
  });

  it('is refused for folders that lie elsewhere', async ({ expect }) => {
    await using pull = await PullRequestRuns.open();
    const event = await pull.eventOf(pull.addRun({ artifacts: [await reportArtifact()] }));
    await expect(pull.publish(event, { projects: ['../x'] })).rejects.toMatchObject({ code: 'invalid-option' });
  });

  it('counts for ten models at most', async ({ expect }) => {
    await using pull = await PullRequestRuns.open();
    const { zip } = await reportArtifact('{');
    const artifacts = Array.from({ length: 12 }, (_, at) => ({ name: `sightline-report-m${at}`, zip, isExpired: true }));
    await pull.report(pull.addRun({ artifacts }));
    expect((await pull.checks()).filter(({ name }) => name !== 'sightline / animals')).toHaveLength(10);
  });
});
