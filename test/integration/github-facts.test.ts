import { expect, it } from 'vitest';
import { GithubFacts } from '../../src/adapters/github/github-facts.ts';
import { GithubPulls } from '../../src/adapters/github/github-pulls.ts';
import type { StandingPull } from '../../src/core/report-ports.ts';
import { githubTwin, type GithubTwin } from '../rigs/github/twin.ts';
import { commitFiles } from '../support/commit-files.ts';
import { clientOf, defects } from '../support/twin-client.ts';
import { stepClient } from '../support/workflow-step.ts';

async function open(twin: GithubTwin, head: string, base = 'main'): Promise<number> {
  const person = clientOf(twin, twin.token(['pull-requests:write'], { login: 'maintainer', kind: 'person' }));
  return (await person.pulls.create({ ...defects, title: 'x', head, base })).data.number;
}

/** What a step learns of the pull requests from a branch. */
async function pullsFrom(twin: GithubTwin, owner: string, branch: string): Promise<readonly StandingPull[]> {
  await using client = await stepClient(twin, ['pull-requests:read']);
  return await new GithubPulls(client).from(owner, branch);
}

it('finds the pull requests from a branch, with the head and the base that they have now', async () => {
  await using twin = await githubTwin();
  const { folder } = twin.repository;
  const base = commitFiles(folder, { branch: 'main', files: { a: 'a' } });
  commitFiles(folder, { branch: 'release', from: base, files: { r: 'r' } });
  const head = commitFiles(folder, { branch: 'topic', from: base, files: { a: 'b' } });
  commitFiles(folder, { branch: 'other', from: base, files: { a: 'c' } });
  const numbers = [await open(twin, 'topic'), await open(twin, 'topic', 'release')];
  await open(twin, 'other');
  const found = (await pullsFrom(twin, 'acme', 'topic')).toSorted((a, b) => a.number - b.number);
  expect(found).toMatchObject(numbers.map((number, at) => ({ number, head, isOpen: true, baseBranch: ['main', 'release'][at] })));
  const pushed = commitFiles(folder, { branch: 'topic', files: { a: 'pushed again' } });
  expect((await pullsFrom(twin, 'acme', 'topic')).map((pull) => pull.head)).toEqual([pushed, pushed]);
});

it('tells the pull request of a fork from that of a branch with the same name', async () => {
  await using twin = await githubTwin();
  const { folder } = twin.repository;
  const base = commitFiles(folder, { branch: 'main', files: { a: 'a' } });
  const fork = await twin.fork('stranger');
  commitFiles(folder, { branch: 'topic', from: base, files: { a: 'ours' } });
  const head = commitFiles(fork.folder, { branch: 'topic', from: base, files: { a: 'theirs' } });
  const ours = await open(twin, 'topic');
  const theirs = await open(twin, 'stranger:topic');
  const [pull, ...others] = await pullsFrom(twin, 'stranger', 'topic');
  expect(others).toEqual([]);
  expect(pull).toMatchObject({ number: theirs, head });
  expect(pull?.headRepository).not.toBe(pull?.baseRepository);
  expect((await pullsFrom(twin, 'acme', 'topic')).map(({ number }) => number)).toEqual([ours]);
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
  await using client = await stepClient(twin, ['actions:read']);
  await expect(new GithubPulls(client).from('acme', 'topic')).rejects.toMatchObject({
    code: 'github-denied',
    hint: expect.stringContaining('\n    pull-requests: read'),
  });
});
