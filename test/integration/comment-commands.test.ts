import { execFileSync } from 'node:child_process';
import { expect, it } from 'vitest';
import { GithubCommands } from '../../src/adapters/github/github-commands.ts';
import { answerComment } from '../../src/app/answer-comment.ts';
import type { Grant } from '../rigs/github/operations.ts';
import { githubTwin, type GithubTwin } from '../rigs/github/twin.ts';
import type { Repository } from '../rigs/github/world.ts';
import { commitFiles } from '../support/commit-files.ts';
import { clientOf, defects } from '../support/twin-client.ts';
import { stepClient } from '../support/workflow-step.ts';

/** What sightline-commands.yml gives its job. */
const grants: readonly Grant[] = ['actions:write', 'pull-requests:write', 'contents:read'];
const dispatchFile = `on:
  workflow_dispatch:
    inputs: { pull-request: { required: true }, fork: {}, sha: { required: true }, base: {}, set: {} }
jobs: {}
`;
const [early, late] = ['2026-01-01T10:00:00Z', '2999-01-01T10:00:00Z'];

interface Scene {
  readonly twin: GithubTwin;
  readonly base: string;
  readonly head: string;
  readonly pull: number;
}

const params = 'lr: 0.1\nname: resnet\nseeds: [1]\n';

function commitBase({ repository: { folder } }: GithubTwin): string {
  return commitFiles(folder, {
    branch: 'main',
    files: { 'params.yaml': params, '.github/workflows/sightline-dispatch.yml': dispatchFile },
  });
}

/** A pull request from `topic`, whose run started long ago, or from a fork. */
async function scene(twin: GithubTwin, { base, fork }: { base: string; fork?: Repository } = { base: commitBase(twin) }): Promise<Scene> {
  const head = commitFiles((fork ?? twin.repository).folder, {
    branch: 'topic',
    from: base,
    files: { 'params.yaml': `${params}evil: 1\n` },
  });
  const person = clientOf(twin, twin.token(['pull-requests:write'], { login: 'maintainer', kind: 'person' }));
  const name = fork === undefined ? 'topic' : `${fork.owner}:topic`;
  const { data } = await person.pulls.create({ ...defects, title: 'x', head: name, base: 'main' });
  if (fork === undefined) {
    startRun(twin, head, early, data.number);
  }
  return { twin, base, head, pull: data.number };
}

function startRun(twin: GithubTwin, headSha: string, createdAt: string, pull: number, more: object = {}): number {
  const path = '.github/workflows/sightline-train.yml';
  const run = {
    name: 'train',
    path,
    event: 'pull_request',
    headSha,
    headBranch: 'topic',
    actor: 'maintainer',
    status: 'in_progress',
  } as const;
  return twin.addRun({ ...run, createdAt, pullRequests: [pull], ...more });
}

/** A fork of what there is then, and the commit that it was made at. */
async function forked(twin: GithubTwin): Promise<{ readonly base: string; readonly fork: Repository }> {
  const base = commitBase(twin);
  return { base, fork: await twin.fork('stranger') };
}

function git(folder: string, ...args: string[]): void {
  execFileSync('git', ['-C', folder, ...args]);
}

interface CreatedEvent {
  readonly action: string;
  readonly issue: object;
  readonly comment: object;
}

function same(event: CreatedEvent): object {
  return event;
}

/** Somebody comments, and the action sees the event that GitHub makes of it. */
async function say({ twin, pull }: Pick<Scene, 'twin' | 'pull'>, body: string, { login = 'maintainer', change = same } = {}) {
  const person = clientOf(twin, twin.token(['pull-requests:write', 'issues:write'], { login, kind: 'person' }));
  const { data: comment } = await person.issues.createComment({ ...defects, issue_number: pull, body });
  const payload = change({
    action: 'created',
    issue: { number: pull, pull_request: {} },
    comment: { ...comment, updated_at: comment.created_at },
  });
  const before = twin.requests.length;
  await using client = await stepClient(twin, grants);
  const answered = await answerComment(new GithubCommands(client), { name: 'issue_comment', payload });
  const requests = twin.requests.slice(before);
  const { data: reactions } = await person.reactions.listForIssueComment({ ...defects, comment_id: comment.id });
  const { data: comments } = await person.issues.listComments({ ...defects, issue_number: pull });
  return {
    ...answered,
    requests: requests.length,
    reactions: reactions.map(({ content }) => content),
    answer: comments.filter((one) => one.user?.login === 'github-actions[bot]').at(-1)?.body ?? '',
    dispatched: twin.events.filter((event) => event.name === 'workflow_dispatch').map((event) => event.payload['inputs']),
  };
}

it.concurrent('trains the head that the maintainer saw, says so, and asks seven times for it', async () => {
  await using twin = await githubTwin();
  const now = await scene(twin);
  const said = await say(now, 'Looks good.\n/train');
  expect(said).toMatchObject({ kind: 'done', requests: 7, reactions: ['eyes', 'rocket'] });
  expect(said.dispatched).toEqual([{ 'pull-request': String(now.pull), fork: 'false', sha: now.head, base: now.base, set: '{}' }]);
  expect(said.answer).toContain(`Training \`${now.head}\``);
  expect(twin.events.find((event) => event.name === 'workflow_dispatch')?.payload).toMatchObject({
    workflow: '.github/workflows/sightline-dispatch.yml',
    ref: 'main',
  });
});

it.concurrent('trains with other parameters, whose types are those of the base branch', async () => {
  await using twin = await githubTwin();
  const said = await say(await scene(twin), '/train --set lr=0.01 --set name=vit-b/16 --seeds 6');
  expect(said).toMatchObject({ kind: 'done', requests: 8 });
  expect(said.dispatched).toMatchObject([{ set: '{"lr":0.01,"name":"vit-b/16","seeds":[1,2,3,4,5,6]}' }]);
});

it.concurrent.each([
  ['characters of a shell', '/train --set name=$(id)', /is a text of letters/],
  ['an unknown name', '/train --set learning=1', /no parameter learning/],
  ['a name that only the head has', '/train --set evil=1', /no parameter evil/],
  ['another type', '/train --set lr=fast', /is a number/],
  ['10,000 characters', `/train --set lr=${'1'.repeat(10_000)}`, /longer than/],
  ['a letter that looks like another', '/train --set lеarning=1', /plain ASCII/],
  ['two commands', '/train\n/cancel', /one command/],
  ['a short commit', '/train abc1234', /full id/],
  ['a commit that is nowhere', `/train ${'a'.repeat(40)}`, /is not the head/],
  ['a branch that is not there', '/compare nowhere', /no branch or tag `nowhere`/],
])('refuses %s, and says why', async (_, body, why) => {
  await using twin = await githubTwin();
  const said = await say(await scene(twin), body);
  expect(said).toMatchObject({ kind: 'refused', reactions: ['eyes', 'confused'], dispatched: [] });
  expect(said.answer).toMatch(why);
});

it.concurrent.each([
  ['somebody who may only read', '/train', { login: 'reader' }, 1],
  ['somebody who may only sort', '/train', { login: 'sorter' }, 1],
  ['a stranger whose event claims more', '/train', { login: 'stranger', change: edit('author_association', 'OWNER') }, 1],
  ['a bot', '/train', { change: edit('user', { login: 'renovate[bot]', type: 'Bot' }) }, 0],
  ['a bot that is said to be a user', '/train', { change: edit('user', { login: 'renovate[bot]', type: 'User' }) }, 0],
  ['an app in the name of a maintainer', '/train', { change: edit('performed_via_github_app', { id: 1 }) }, 0],
  ['an edited comment', '/train', { change: edit('updated_at', late) }, 0],
  ['an edit', '/train', { change: (event: object) => ({ ...event, action: 'edited' }) }, 0],
  ['a comment on an issue', '/train', { change: (event: object) => ({ ...event, issue: { number: 1 } }) }, 0],
  ['a quotation', '> /train', {}, 0],
  ['code', '```\n/train\n```', {}, 0],
  ['a hidden comment', '<!--\n/train\n-->', {}, 0],
  ['an event without a shape', '/train', { change: () => ({ comment: 7 }) }, 0],
])('does nothing for %s', async (_, body, options, requests) => {
  await using twin = await githubTwin({ people: { maintainer: 'write', reader: 'read', sorter: 'triage', stranger: 'none' } });
  const said = await say(await scene(twin), body, options);
  expect(said).toMatchObject({ kind: 'ignored', requests, reactions: [], answer: '', dispatched: [] });
});

function edit(key: string, value: unknown) {
  return (event: CreatedEvent) => ({ ...event, comment: { ...event.comment, [key]: value } });
}

it.concurrent('does not train what was pushed after the comment', async () => {
  await using twin = await githubTwin();
  const now = await scene(twin);
  const pushed = commitFiles(twin.repository.folder, { branch: 'topic', files: { evil: 'x' } });
  startRun(twin, pushed, late, now.pull);
  const said = await say(now, '/train');
  expect(said).toMatchObject({ kind: 'refused', dispatched: [] });
  expect(said.answer).toContain('before your comment');
});

it.concurrent('does not train an earlier head that was pushed again after the comment', async () => {
  await using twin = await githubTwin();
  const now = await scene(twin);
  const nice = commitFiles(twin.repository.folder, { branch: 'topic', from: now.base, files: { nice: 'x' } });
  startRun(twin, nice, '2026-01-02T10:00:00Z', now.pull);
  git(twin.repository.folder, 'update-ref', 'refs/heads/topic', now.head);
  startRun(twin, now.head, late, now.pull);
  expect(await say(now, '/train')).toMatchObject({ kind: 'refused', dispatched: [] });
});

it.concurrent("does not take a fork's run of a branch with the same name for the head's", async () => {
  await using twin = await githubTwin();
  const { base, fork } = await forked(twin);
  const now = await scene(twin, { base });
  const pushed = commitFiles(twin.repository.folder, { branch: 'topic', files: { evil: 'x' } });
  git(fork.folder, 'fetch', '--quiet', twin.repository.folder, pushed);
  startRun(twin, pushed, '2026-01-03T10:00:00Z', now.pull, { head: fork });
  expect(await say(now, '/train')).toMatchObject({ kind: 'refused', dispatched: [] });
});

it.concurrent("trains a fork's pull request by the full id of its head alone", async () => {
  await using twin = await githubTwin();
  const now = await scene(twin, await forked(twin));
  expect(await say(now, '/train')).toMatchObject({ kind: 'refused', dispatched: [] });
  expect(await say(now, `/train ${now.base}`)).toMatchObject({ kind: 'refused', dispatched: [] });
  const said = await say(now, `/train ${now.head}`);
  expect(said).toMatchObject({ kind: 'done', requests: 6, dispatched: [{ sha: now.head, fork: 'true' }] });
});

it.concurrent('does not train a commit of another pull request or repository', async () => {
  await using twin = await githubTwin();
  const { base, fork } = await forked(twin);
  const now = await scene(twin, { base });
  const elsewhere = commitFiles(fork.folder, { branch: 'other', files: { evil: 'x' } });
  const other = commitFiles(twin.repository.folder, { branch: 'other', from: now.base, files: { b: 'b' } });
  for (const sha of [elsewhere, other]) {
    expect(await say(now, `/train ${sha}`)).toMatchObject({ kind: 'refused', dispatched: [] });
  }
});

it.concurrent('compares with a branch or a tag, at the commit that it is at', async () => {
  await using twin = await githubTwin();
  const now = await scene(twin);
  const release = commitFiles(twin.repository.folder, { branch: 'release/2', from: now.base, files: { r: 'r' } });
  const said = await say(now, '/compare release/2');
  expect(said).toMatchObject({ kind: 'done', requests: 8, dispatched: [{ sha: now.head, base: release, set: '{}' }] });
});

it.concurrent('cancels the trainings of this pull request and nothing else', async () => {
  await using twin = await githubTwin();
  const now = await scene(twin);
  const dispatched = { event: 'workflow_dispatch', path: '.github/workflows/sightline-dispatch.yml', headBranch: 'main', pullRequests: [] };
  const title = (number: number) => ({ ...dispatched, title: `sightline #${number} ${now.head}` });
  const mine = startRun(twin, now.head, early, now.pull, title(now.pull));
  const others = [
    startRun(twin, now.head, early, now.pull, title(now.pull * 10)),
    startRun(twin, now.head, early, now.pull, { path: '.github/workflows/deploy.yml' }),
    startRun(twin, now.head, early, now.pull + 1),
    startRun(twin, now.head, early, now.pull, { ...title(now.pull), path: '.github/workflows/deploy.yml' }),
  ];
  const said = await say(now, '/cancel');
  expect(said).toMatchObject({ kind: 'done', requests: 9 });
  expect(said.answer).toContain('2 runs are cancelled');
  const { data } = await clientOf(twin, twin.token(['actions:read'])).actions.listWorkflowRunsForRepo({ ...defects, status: 'cancelled' });
  expect(data.workflow_runs.map(({ id }) => id)).toContain(mine);
  expect(data.workflow_runs.map(({ id }) => id).filter((id) => others.includes(id))).toEqual([]);
  expect((await say(now, '/cancel')).answer).toContain('No training');
});

it.concurrent('lists the commands', async () => {
  await using twin = await githubTwin();
  const said = await say(await scene(twin), '/help');
  expect(said).toMatchObject({ kind: 'done', requests: 4 });
  expect(said.answer).toContain('/compare BRANCH');
});

it.concurrent('tells whoever asked that GitHub failed, starts nothing twice, and fails', async () => {
  await using twin = await githubTwin();
  const now = await scene(twin);
  const operation = 'POST /repos/{owner}/{repo}/actions/workflows/{workflow_id}/dispatches';
  twin.fail({ operation, fault: { kind: 'cut', when: 'after' } });
  await expect(say(now, '/train')).rejects.toMatchObject({ code: 'github-failed' });
  expect(twin.count(operation)).toBe(1);
  const { data } = await clientOf(twin, twin.token(['pull-requests:read'])).issues.listComments({ ...defects, issue_number: now.pull });
  expect(data.at(-1)?.body).toContain('could not be carried out');
});

it.concurrent('writes one answer when the connection breaks after it was taken', async () => {
  await using twin = await githubTwin();
  const now = await scene(twin);
  twin.fail({ operation: 'POST /repos/{owner}/{repo}/issues/{issue_number}/comments', fault: { kind: 'cut', when: 'after' }, nth: 2 });
  await say(now, '/help');
  const { data } = await clientOf(twin, twin.token(['pull-requests:read'])).issues.listComments({ ...defects, issue_number: now.pull });
  expect(data.filter((one) => one.user?.login === 'github-actions[bot]')).toHaveLength(1);
});
