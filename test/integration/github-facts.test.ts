import { expect, it } from 'vitest';
import { GithubFacts } from '../../src/adapters/github/github-facts.ts';
import type { RunSource } from '../../src/core/github-ports.ts';
import type { Grant } from '../rigs/github/operations.ts';
import { githubTwin, type GithubTwin } from '../rigs/github/twin.ts';
import type { Repository } from '../rigs/github/world.ts';
import { commitFiles } from '../support/commit-files.ts';
import { clientOf, defects } from '../support/twin-client.ts';
import { stepClient } from '../support/workflow-step.ts';

const run = {
  name: 'train',
  path: '.github/workflows/train.yml',
  event: 'pull_request',
  status: 'completed',
  conclusion: 'success',
} as const;

async function open(twin: GithubTwin, head: string, base = 'main'): Promise<number> {
  const person = clientOf(twin, twin.token(['pull-requests:write'], { login: 'maintainer', kind: 'person' }));
  return (await person.pulls.create({ ...defects, title: 'x', head, base })).data.number;
}

/** What a step that follows a run learns about it. */
async function sourceOf(twin: GithubTwin, headSha: string, headBranch: string, head?: Repository): Promise<RunSource> {
  const id = twin.addRun({ ...run, headSha, headBranch, actor: 'stranger', ...(head === undefined ? {} : { head }) });
  await using client = await stepClient(twin, ['actions:read', 'pull-requests:read']);
  return await new GithubFacts(client).sourceOf(id);
}

it('finds the pull requests of a run from a branch: those whose head it still is', async () => {
  await using twin = await githubTwin();
  const { folder } = twin.repository;
  const base = commitFiles(folder, { branch: 'main', files: { a: 'a' } });
  commitFiles(folder, { branch: 'release', from: base, files: { r: 'r' } });
  const head = commitFiles(folder, { branch: 'topic', from: base, files: { a: 'b' } });
  commitFiles(folder, { branch: 'other', from: base, files: { a: 'c' } });
  const numbers = [await open(twin, 'topic'), await open(twin, 'topic', 'release')];
  await open(twin, 'other');
  const source = await sourceOf(twin, head, 'topic');
  expect(source).toMatchObject({
    head,
    isFork: false,
    event: 'pull_request',
    workflow: '.github/workflows/train.yml',
    pullRequests: numbers,
  });
  commitFiles(folder, { branch: 'topic', files: { a: 'pushed again' } });
  expect((await sourceOf(twin, head, 'topic')).pullRequests).toEqual([]);
});

it('finds the pull request of a run from a fork, where the run names none, and not that of a branch with the same name', async () => {
  await using twin = await githubTwin();
  const { folder } = twin.repository;
  const base = commitFiles(folder, { branch: 'main', files: { a: 'a' } });
  const fork = await twin.fork('stranger');
  commitFiles(folder, { branch: 'topic', from: base, files: { a: 'ours' } });
  const head = commitFiles(fork.folder, { branch: 'topic', from: base, files: { a: 'theirs' } });
  const ours = await open(twin, 'topic');
  const theirs = await open(twin, 'stranger:topic');
  expect(await sourceOf(twin, head, 'topic', fork)).toMatchObject({ head, isFork: true, pullRequests: [theirs] });
  expect(theirs).not.toBe(ours);
  const before = twin.requests.length;
  await sourceOf(twin, head, 'topic', fork);
  expect(twin.requests.length - before).toBe(2);
});

it.each([
  ['admin', true],
  ['maintain', true],
  ['write', true],
  ['triage', false],
  ['read', false],
  ['none', false],
] as const)('asks whether somebody with the role %s may write: %s', async (role, expected) => {
  await using twin = await githubTwin({ people: { somebody: role } });
  await using client = await stepClient(twin, ['contents:read']);
  expect(await new GithubFacts(client).mayWrite('somebody')).toBe(expected);
});

it('names the permission that it lacks', async () => {
  await using twin = await githubTwin();
  const headSha = commitFiles(twin.repository.folder, { branch: 'main', files: { a: 'a' } });
  const id = twin.addRun({ ...run, headSha, headBranch: 'main', actor: 'maintainer' });
  const grants: readonly Grant[] = ['pull-requests:read'];
  await using client = await stepClient(twin, grants);
  await expect(new GithubFacts(client).sourceOf(id)).rejects.toMatchObject({
    code: 'github-denied',
    hint: expect.stringContaining('\n    actions: read'),
  });
});
