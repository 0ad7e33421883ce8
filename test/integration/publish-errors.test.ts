import { describe, expect, it } from 'vitest';
import { PullRequestRuns, reportArtifact, specText } from '../support/pull-request-run.ts';
import { zipOf } from '../support/zip-of.ts';
import { defects } from '../support/twin-client.ts';

const errorOf = (file: string, line: number, message: string) => ({ code: 'labels-invalid', message, file, line });

/** The artifact in which a job that failed tells why. */
async function errorsArtifact(errors: readonly object[] | string, name = 'animals', file = 'errors.json') {
  const text = typeof errors === 'string' ? errors : JSON.stringify({ version: 1, errors });
  return { name: `sightline-errors-${name}`, zip: await zipOf({ [file]: text }) };
}

/** The annotations of the newest check. */
async function annotationsOf(pull: PullRequestRuns) {
  const { data } = await pull.person.checks.listForRef({ ...defects, ref: pull.head, filter: 'all' });
  const newest = data.check_runs.toSorted((a, b) => b.id - a.id)[0];
  const listed = await pull.person.checks.listAnnotations({ ...defects, check_run_id: newest?.id ?? 0, per_page: 100 });
  return listed.data.map(({ path, start_line: line, message, annotation_level: level }) => ({ path, line, message, level }));
}

describe.concurrent('what a job that failed says of files', () => {
  it('stands at their lines, and in the words of check and comment', async ({ expect }) => {
    await using pull = await PullRequestRuns.open();
    await pull.report(pull.addRun({ artifacts: [await reportArtifact()] }));
    pull.push();
    const artifacts = [await errorsArtifact([errorOf('labels/test.csv', 7, 'no such class')])];
    const { outputs } = await pull.report(pull.addRun({ conclusion: 'failure', artifacts }));
    expect(outputs).toMatchObject({ conclusion: 'failure', verdict: '' });
    expect(pull.requests.length).toBeLessThanOrEqual(8);
    expect(await annotationsOf(pull)).toEqual([
      { path: 'labels/test.csv', line: 7, message: 'no such class [labels-invalid]', level: 'failure' },
    ]);
    expect((await pull.comments())[0]?.body).toContain('It says: `labels/test.csv:7` `no such class`.');
  });

  it('is of the folder of the project', async ({ expect }) => {
    await using pull = await PullRequestRuns.open({ 'models/animals/sightline.yaml': specText() });
    const artifacts = [await errorsArtifact([errorOf('params.yaml', 2, 'twice')])];
    const event = await pull.eventOf(pull.addRun({ conclusion: 'failure', artifacts }));
    await pull.publish(event, { projects: ['models/animals'] });
    expect(await annotationsOf(pull)).toMatchObject([{ path: 'models/animals/params.yaml', line: 2 }]);
  });

  it('is plain text, whatever it holds', async ({ expect }) => {
    await using pull = await PullRequestRuns.open();
    const message = '`@acme/all` <img src=x onerror=alert(1)> [x](javascript:x)\n::error::\u202e';
    const artifacts = [await errorsArtifact(Array.from({ length: 50 }, (_, at) => errorOf(`a b/${at}|<b>.csv`, at + 1, message)))];
    const { summary } = await pull.report(pull.addRun({ conclusion: 'failure', artifacts }));
    expect(await annotationsOf(pull)).toHaveLength(50);
    expect(summary).toContain('and 45 more');
    expect(summary).not.toMatch(/(?<!`[^`\n]*)<img|\u202e|^::/mu);
  });

  it('changes nothing for a run that ended well, or beside a report', async ({ expect }) => {
    await using pull = await PullRequestRuns.open();
    const errors = await errorsArtifact([errorOf('a', 1, 'x')]);
    await pull.report(pull.addRun({ artifacts: [errors] }));
    expect(await annotationsOf(pull)).toEqual([]);
    expect(pull.requests.filter((operation) => operation.includes('archive_format'))).toEqual([]);
    const { outputs } = await pull.report(pull.addRun({ artifacts: [await reportArtifact(), errors] }));
    expect(pull.requests.filter((operation) => operation.includes('archive_format'))).toHaveLength(1);
    expect(outputs).toMatchObject({ verdict: 'better', conclusion: 'success' });
    expect(await annotationsOf(pull)).toEqual([]);
  });

  it('of a fork is its own word: no annotation of it fails a check that protection asks for', async ({ expect }) => {
    await using pull = await PullRequestRuns.open({ 'sightline.yaml': specText() }, true);
    const artifacts = [await errorsArtifact([errorOf('a', 1, 'x')])];
    await pull.report(pull.addRun({ conclusion: 'failure', artifacts }));
    expect((await pull.checks()).map(({ name }) => name)).toEqual(['sightline / animals (by a fork)']);
  });
});

describe('what a job that failed says', () => {
  it.each([
    ['ten thousand of them', Array.from({ length: 10_000 }, () => errorOf('a', 1, 'x')), undefined],
    ['a path out of the repository', [errorOf('../../etc/passwd', 1, 'x')], undefined],
    ['a line that is none', [errorOf('a', 1e9, 'x')], undefined],
    ['no JSON', '{', undefined],
    ['another file', [errorOf('a', 1, 'x')], 'other.json'],
  ] as const)('counts for nothing with %s', async (_, errors, file) => {
    await using pull = await PullRequestRuns.open();
    const { outputs } = await pull.report(
      pull.addRun({ conclusion: 'failure', artifacts: [await errorsArtifact(errors, 'animals', file)] }),
    );
    expect(outputs).toMatchObject({ conclusion: 'failure' });
    expect(await annotationsOf(pull)).toEqual([]);
  });
});
