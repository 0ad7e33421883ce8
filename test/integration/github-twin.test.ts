import { expect, it } from 'vitest';
import { operations, type Grant } from '../rigs/github/operations.ts';
import { githubTwin } from '../rigs/github/twin.ts';
import { clientOf, defects } from '../support/twin-client.ts';
import { commitFiles } from '../support/commit-files.ts';
import { tour } from '../support/twin-tour.ts';

const all = [...new Set(Object.values(operations).flat())].map((grant) => grant.replace(':read', ':write') as Grant);
const comment = 'POST /repos/{owner}/{repo}/issues/{issue_number}/comments';

it('answers each of its operations as the description of GitHub allows', async () => {
  await using twin = await githubTwin({ workflowsMayOpenPullRequests: true });
  await tour(twin, clientOf(twin, twin.token(all)));
  const answered = new Set(twin.requests.filter(({ status = 0 }) => status < 400).map(({ operation }) => operation));
  expect([...answered].toSorted()).toEqual(Object.keys(operations).toSorted());
});

it('knows tokens: none, a wrong one, and one without the permission, which it names', async () => {
  await using twin = await githubTwin();
  await expect(clientOf(twin).repos.get(defects)).rejects.toMatchObject({
    status: 401,
    message: expect.stringMatching(/^Requires authentication/),
  });
  await expect(clientOf(twin, 'ghs_wrong').repos.get(defects)).rejects.toMatchObject({
    status: 401,
    message: expect.stringMatching(/^Bad credentials/),
  });
  const reader = clientOf(twin, twin.token(['pull-requests:read', 'contents:write']));
  await reader.pulls.list(defects);
  await expect(reader.issues.createComment({ ...defects, issue_number: 1, body: 'hello' })).rejects.toMatchObject({
    status: 403,
    message: expect.stringMatching(/^Resource not accessible by integration/),
    response: { headers: { 'x-accepted-github-permissions': 'issues=write; pull_requests=write' } },
  });
  const person = clientOf(twin, twin.token([], { login: 'maintainer', kind: 'person' }));
  await expect(person.pulls.list(defects)).rejects.toMatchObject({
    status: 403,
    message: expect.stringMatching(/by personal access token/),
  });
});

it('fails the test that sends what the description does not have: a misspelt field, a parameter, a wrong type, an unknown path', async () => {
  const twin = await githubTwin();
  commitFiles(twin.repository.folder, { branch: 'main', files: { a: 'a' } });
  const client = clientOf(twin, twin.token(all));
  const wrong = [
    client.request(comment, { ...defects, issue_number: 1, body: 'hello', boddy: 'x' }),
    client.request('GET /repos/{owner}/{repo}/pulls', { ...defects, stat: 'open' }),
    client.request('POST /repos/{owner}/{repo}/issues', { ...defects, title: 'x', labels: 7 as never }),
    client.request('GET /repos/{owner}/{repo}/nothing', defects),
  ];
  const answers = await Promise.allSettled(wrong);
  expect(answers.map((answer) => (answer.status === 'rejected' ? (answer.reason as { status: number }).status : 200))).toEqual([
    422, 422, 422, 404,
  ]);
  const message = await twin[Symbol.asyncDispose]().then(
    () => '',
    (error: Error) => error.message,
  );
  expect(message).toContain(`request of ${comment}\n  /requestBody must NOT have additional properties: boddy`);
  expect(message).toContain('/query must NOT have additional properties: stat');
  expect(message).toContain('/requestBody/labels must be array');
  expect(message).toContain('GET /repos/acme/defects/nothing\n  the twin has no such operation');
});

it('lets a test take a violation that it wants', async () => {
  await using twin = await githubTwin();
  const { folder } = twin.repository;
  const head_sha = commitFiles(folder, { branch: 'main', files: { a: 'a' } });
  const annotation = { path: 'a', start_line: 1, end_line: 1, annotation_level: 'notice', message: 'm' } as const;
  const output = { title: 't', summary: 's', annotations: Array.from({ length: 51 }, () => annotation) };
  const client = clientOf(twin, twin.token(['checks:write']));
  await expect(client.checks.create({ ...defects, name: 'sightline', head_sha, output })).rejects.toMatchObject({ status: 422 });
  expect(twin.takeViolations()).toEqual([
    {
      operation: 'POST /repos/{owner}/{repo}/check-runs',
      side: 'request',
      reasons: ['/requestBody/output/annotations must NOT have more than 50 items'],
    },
  ]);
});

it('counts requests, and answers below another prefix as GitHub Enterprise Server does', async () => {
  await using twin = await githubTwin({ prefix: '/api/v3' });
  const client = clientOf(twin, twin.token(['issues:write']));
  await client.issues.create({ ...defects, title: 'drift' });
  const { data } = await client.issues.get({ ...defects, issue_number: 1 });
  expect(data.url).toBe(`${twin.url}/repos/acme/defects/issues/1`);
  expect([twin.requests.length, twin.count('POST /repos/{owner}/{repo}/issues')]).toEqual([2, 1]);
  expect(twin.requests[1]).toEqual({
    operation: 'GET /repos/{owner}/{repo}/issues/{issue_number}',
    path: '/api/v3/repos/acme/defects/issues/1',
    status: 200,
  });
});

it('says which events would start a workflow: none that a workflow caused, but for a dispatch', async () => {
  await using twin = await githubTwin();
  const write = ['issues:write', 'contents:write'] as const;
  for (const token of [twin.token(write), twin.token(write, { login: 'maintainer', kind: 'person' })]) {
    const client = clientOf(twin, token);
    const { data } = await client.issues.create({ ...defects, title: 'drift' });
    await client.issues.createComment({ ...defects, issue_number: data.number, body: '/train' });
    await client.repos.createDispatchEvent({ ...defects, event_type: 'train' });
  }
  expect(twin.events.map(({ name, actor, starts }) => [name, actor, starts])).toEqual([
    ['issue_comment', 'github-actions[bot]', false],
    ['repository_dispatch', 'github-actions[bot]', true],
    ['issue_comment', 'maintainer', true],
    ['repository_dispatch', 'maintainer', true],
  ]);
});
