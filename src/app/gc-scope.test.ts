import { expect, it } from 'vitest';
import { checkScope, describeScope, type GcScope } from './gc-scope.ts';

const none: GcScope = { workspace: false, allBranches: false, allTags: false, allCommits: false, allExperiments: false };
const places = { cloud: false, notInRemote: false };

it('needs a scope, as DVC does', () => {
  expect(() => checkScope(none, places)).toThrow('needs to be set');
  for (const key of Object.keys(none)) {
    checkScope({ ...none, [key]: true }, places);
  }
  checkScope({ ...none, revision: 'HEAD', count: 3 }, places);
  checkScope({ ...none, since: { date: '2026-01-31', seconds: 1 } }, places);
});

it('refuses what does not go together', () => {
  const workspace = { ...none, workspace: true };
  expect(() => checkScope(workspace, { cloud: true, notInRemote: true })).toThrow('mutually exclusive');
  expect(() => checkScope({ ...workspace, count: 2 }, places)).toThrow('`--num`');
  expect(() => checkScope({ ...none, since: { date: 'yesterday', seconds: Number.NaN } }, places)).toThrow("'yesterday'");
});

it('says what is kept whatever was asked for, and what is kept besides', () => {
  const always = 'This will remove all cache except items used in the workspace, all git branches, tags, stashes and worktrees';
  expect(describeScope({ ...none, workspace: true }, places, [])).toBe(`${always} of the current repo.`);
  expect(describeScope({ ...none, allCommits: true }, { ...places, notInRemote: true }, ['/a', '/b'])).toBe(
    `${always} and all git commits that are not present in the DVC remote of the current and the following repos:\n  - /a\n  - /b`,
  );
  expect(describeScope({ ...none, allBranches: true, revision: 'x', count: 3 }, places, [])).toBe(
    `${always} and last 3 commits from all git branches and last 3 commits from x of the current repo.`,
  );
});
