import { expect, it } from 'vitest';
import { githubTwin } from '../rigs/github/twin.ts';
import { runActionStep } from '../support/action-step.ts';
import { commitFiles } from '../support/commit-files.ts';
import { clientOf, defects } from '../support/twin-client.ts';

it('answers a comment with the permissions that its workflow has, and tells nobody its token', async () => {
  await using twin = await githubTwin();
  commitFiles(twin.repository.folder, { branch: 'main', files: { a: 'a' } });
  commitFiles(twin.repository.folder, { branch: 'topic', from: 'refs/heads/main', files: { a: 'b' } });
  const person = clientOf(twin, twin.token(['pull-requests:write'], { login: 'maintainer', kind: 'person' }));
  const { data: pull } = await person.pulls.create({ ...defects, title: 'x', head: 'topic', base: 'main' });
  const { data: comment } = await person.issues.createComment({ ...defects, issue_number: pull.number, body: '/help' });
  const payload = { action: 'created', issue: { number: pull.number, pull_request: {} }, comment };
  const token = twin.token(['actions:write', 'pull-requests:write', 'contents:read']);
  const { code, log, outputs } = await runActionStep('command', {
    inputs: { token },
    event: { name: 'issue_comment', payload },
    env: { GITHUB_API_URL: twin.url, GITHUB_REPOSITORY: 'acme/defects' },
  });
  expect({ code, outputs }).toEqual({ code: 0, outputs: { outcome: 'done' } });
  expect(log).not.toContain(token);
  const { data } = await person.issues.listComments({ ...defects, issue_number: pull.number });
  expect(data.at(-1)?.body).toContain('/compare BRANCH');
});
