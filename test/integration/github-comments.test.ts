import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { openGithub } from '../../src/adapters/github/github-client.ts';
import { readGithubSettings } from '../../src/adapters/github/github-settings.ts';
import { GithubReportComments } from '../../src/adapters/github/report-comments.ts';
import type { PlacedComment, ReportComment } from '../../src/core/github-ports.ts';
import { markReport } from '../../src/core/github/report-marker.ts';
import type { GithubFault } from '../rigs/github/faults.ts';
import type { Grant, OperationName } from '../rigs/github/operations.ts';
import { githubTwin, type GithubTwin } from '../rigs/github/twin.ts';
import { commitFiles } from '../support/commit-files.ts';
import { clientOf, defects } from '../support/twin-client.ts';
import { stepClient } from '../support/workflow-step.ts';

const head = 'b'.repeat(40);
const list = 'GET /repos/{owner}/{repo}/issues/{issue_number}/comments';
const create = 'POST /repos/{owner}/{repo}/issues/{issue_number}/comments';
const update = 'PATCH /repos/{owner}/{repo}/issues/comments/{comment_id}';
const read = 'GET /repos/{owner}/{repo}/issues/comments/{comment_id}';

const reportOf = (run: number, text = `run ${run}`): ReportComment => ({ report: 'defects', head, run, attempt: 1, pullRequest: 1, text });

/** A twin with an open pull request. */
async function pullTwin(): Promise<GithubTwin> {
  const twin = await githubTwin();
  const { folder } = twin.repository;
  commitFiles(folder, { branch: 'main', files: { a: 'a' } });
  commitFiles(folder, { branch: 'topic', from: 'refs/heads/main', files: { a: 'b' } });
  await maintainer(twin).pulls.create({ ...defects, title: 'x', head: 'topic', base: 'main' });
  return twin;
}

function maintainer(twin: GithubTwin): ReturnType<typeof clientOf> {
  return clientOf(twin, twin.token(['pull-requests:write'], { login: 'maintainer', kind: 'person' }));
}

/** What a workflow's step does: opens the client, and places one report. */
async function place(twin: GithubTwin, comment: ReportComment, knownId?: number, grants: readonly Grant[] = ['pull-requests:write']) {
  await using client = await stepClient(twin, grants);
  const comments = new GithubReportComments(client);
  return await comments.place(comment, await comments.find(comment.pullRequest, comment.report, knownId));
}

/** The comments as they stand there, without the marker's line. */
async function standing(twin: GithubTwin): Promise<(string | undefined)[]> {
  const client = maintainer(twin);
  const all = await client.paginate(client.issues.listComments, { ...defects, issue_number: 1, per_page: 100 });
  return all.map(({ body }) => body?.replace(/^<!--.*\n/, ''));
}

async function failure(twin: GithubTwin, grants?: readonly Grant[]): Promise<{ code: string; message: string; hint: string }> {
  return place(twin, reportOf(1), undefined, grants).then(
    (placed: PlacedComment) => Promise.reject(new Error(`was placed: ${placed.kind}`)),
    (error: { code: string; message: string; hint: string }) => error,
  );
}

describe.concurrent('a report on a pull request', () => {
  it('is one comment, which later runs change in place, with or without knowing its id', async ({ expect }) => {
    await using twin = await pullTwin();
    const first = await place(twin, reportOf(10));
    expect(first.kind).toBe('created');
    expect(await place(twin, reportOf(11))).toEqual({ kind: 'updated', id: first.id });
    const before = twin.requests.length;
    expect(await place(twin, reportOf(12), first.id)).toEqual({ kind: 'updated', id: first.id });
    expect(twin.requests.slice(before).map(({ operation }) => operation)).toEqual([read, update]);
    expect(await standing(twin)).toEqual(['run 12']);
  });

  it('stays when an older run comes late, and is its own for each name', async ({ expect }) => {
    await using twin = await pullTwin();
    const { id } = await place(twin, reportOf(10));
    expect(await place(twin, reportOf(9))).toEqual({ kind: 'kept', id });
    expect(await place(twin, reportOf(9), id)).toEqual({ kind: 'kept', id });
    expect((await place(twin, { ...reportOf(9), report: 'scratches' }, id)).kind).toBe('created');
    expect(await standing(twin)).toEqual(['run 10', 'run 9']);
    expect(twin.count(update)).toBe(0);
  });

  it('is found on the third page, and is not what somebody else wrote with its marker', async ({ expect }) => {
    await using twin = await pullTwin();
    const person = maintainer(twin);
    const copied = markReport({ report: 'defects', head, run: 9e9, attempt: 1 }, 'better, believe me');
    await person.issues.createComment({ ...defects, issue_number: 1, body: copied });
    for (let at = 0; at < 210; at += 1) {
      await person.issues.createComment({ ...defects, issue_number: 1, body: `talk ${at}` });
    }
    const { id, kind } = await place(twin, reportOf(10));
    expect(kind).toBe('created');
    const pages = twin.count(list);
    expect(await place(twin, reportOf(11))).toEqual({ kind: 'updated', id });
    expect([pages, twin.count(list)]).toEqual([3, 6]);
    expect((await standing(twin)).filter((text) => !text?.startsWith('talk'))).toEqual(['better, believe me', 'run 11']);
  });

  it('is written anew when somebody deleted it, also between the look and the change', async ({ expect }) => {
    await using twin = await pullTwin();
    const person = maintainer(twin);
    const first = await place(twin, reportOf(10));
    await person.issues.deleteComment({ ...defects, comment_id: first.id });
    const second = await place(twin, reportOf(11), first.id);
    expect(second.kind).toBe('created');
    twin.fail({ operation: update, fault: { kind: 'slow', milliseconds: 500 } });
    const slow = place(twin, reportOf(12));
    while (twin.count(update) === 0) {
      await new Promise((resolve) => void setTimeout(resolve, 5));
    }
    await person.issues.deleteComment({ ...defects, comment_id: second.id });
    expect((await slow).kind).toBe('created');
    expect(await standing(twin)).toEqual(['run 12']);
  });

  it.for<[OperationName, GithubFault, string, number]>([
    [create, { kind: 'cut', when: 'after' }, 'created', 1],
    [create, { kind: 'cut', when: 'before' }, 'created', 2],
    [create, { kind: 'server-error', status: 502 }, 'created', 2],
    [create, { kind: 'secondary-limit', retryAfter: 1 }, 'created', 2],
    [create, { kind: 'rate-limit', status: 429, retryAfter: 1 }, 'created', 2],
    [list, { kind: 'server-error', status: 503 }, 'created', 1],
    [list, { kind: 'cut', when: 'before' }, 'created', 1],
  ])('is one comment after a fault: %s, %o', async ([operation, fault, kind, creations], { expect }) => {
    await using twin = await pullTwin();
    twin.fail({ operation, fault });
    expect((await place(twin, reportOf(10))).kind).toBe(kind);
    expect(twin.count(create)).toBe(creations);
    expect(await standing(twin)).toEqual(['run 10']);
  });

  it('replaces what an older run wrote while its own try was lost', async ({ expect }) => {
    await using twin = await pullTwin();
    twin.fail({ operation: create, fault: { kind: 'cut', when: 'before' } });
    const placed = place(twin, reportOf(10));
    while (twin.count(create) === 0) {
      await new Promise((resolve) => void setTimeout(resolve, 5));
    }
    const workflow = clientOf(twin, twin.token(['pull-requests:write']));
    await workflow.issues.createComment({ ...defects, issue_number: 1, body: markReport(reportOf(9), 'run 9') });
    expect((await placed).kind).toBe('updated');
    expect(await standing(twin)).toEqual(['run 10']);
  });

  it('is changed although the answer to the change was lost', async ({ expect }) => {
    await using twin = await pullTwin();
    const { id } = await place(twin, reportOf(10));
    twin.fail({ operation: update, fault: { kind: 'cut', when: 'after' } });
    expect(await place(twin, reportOf(11))).toEqual({ kind: 'updated', id });
    expect(await standing(twin)).toEqual(['run 11']);
  });
});

describe.concurrent('what GitHub refuses is said with what to do', () => {
  it('a permission that is missing: its name and the line to add', async ({ expect }) => {
    await using twin = await pullTwin();
    const error = await failure(twin, ['pull-requests:read', 'contents:write']);
    expect(error).toMatchObject({ code: 'github-denied', message: expect.stringContaining('write a comment on pull request 1') });
    expect(error.hint).toContain('permissions:` of the job:\n    pull-requests: write');
  });

  it('a wait that is too long: until when', async ({ expect }) => {
    await using twin = await pullTwin();
    twin.fail({ operation: list, fault: { kind: 'rate-limit', status: 403 } });
    const error = await failure(twin);
    expect(error).toMatchObject({ code: 'github-limited', message: expect.stringMatching(/takes requests again at 20\d\d-/) });
    expect(twin.count(list)).toBe(1);
  });

  it('a locked conversation: where the report is as well', async ({ expect }) => {
    await using twin = await pullTwin();
    await maintainer(twin).issues.lock({ ...defects, issue_number: 1 });
    expect(await failure(twin)).toMatchObject({ code: 'github-locked', hint: expect.stringContaining('step summary') });
  });

  it('a pull request that is not there', async ({ expect }) => {
    await using twin = await githubTwin();
    expect(await failure(twin)).toMatchObject({ code: 'github-refused', message: expect.stringContaining('404') });
  });

  it('and never says the token', async ({ expect }) => {
    await using twin = await pullTwin();
    const env = { GITHUB_API_URL: twin.url, GITHUB_REPOSITORY: 'acme/defects', GITHUB_TOKEN: 'ghs_doNotTell' };
    await using client = await openGithub(readGithubSettings(env), env);
    const error: unknown = await new GithubReportComments(client).place(reportOf(1), undefined).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: 'github-denied', message: expect.stringContaining('Bad credentials') });
    expect(inspect(error, { depth: 20, showHidden: true })).not.toContain('doNotTell');
  });
});

it.each([
  [{ GITHUB_API_URL: 'http://github.example.com/api/v3' }, 'https'],
  [{ GITHUB_API_URL: 'https://user:secret@github.example.com' }, 'https'],
  [{ GITHUB_REPOSITORY: 'acme/defects/../x' }, 'owner/name'],
  [{ GITHUB_TOKEN: '' }, 'not set'],
  [{ GITHUB_TOKEN: 'a\nb' }, 'no token'],
])('refuses settings that cannot be right: %o', (wrong, said) => {
  const env = { GITHUB_REPOSITORY: 'acme/defects', GITHUB_TOKEN: 'ghs_x', ...wrong };
  expect(() => readGithubSettings(env)).toThrow(
    expect.objectContaining({ code: 'github-settings', message: expect.stringContaining(said) }),
  );
});
