import { renameSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { standing } from './standing.ts';
import { ended, roles, type Team } from './team.ts';
import { toyTeam, trainBaseline } from './toy-team.ts';

describe('a pull request that changes images', () => {
  let team: Team;
  let number: number;

  beforeAll(async () => {
    team = await toyTeam();
    await trainBaseline(team);
    team.git('switch', '--quiet', '--create', 'relabel');
    renameSync(join(team.root, 'data/test/cat/099.png'), join(team.root, 'data/test/dog/100.png'));
    await team.sightline('add', 'data/test');
    await team.sightline('push');
    team.push('relabel', 'A dog is no cat');
    number = (await team.pullRequestEvent('relabel')).number;
  });

  afterAll(async () => {
    await team[Symbol.asyncDispose]();
  });

  it('is judged on them, and its comment says which class lost and won images', async () => {
    const run = await team.trainRun('relabel');
    expect(ended(run)).toBe('plan: success, train: success');
    expect(run.text).not.toContain('training with');
    expect(run.text).toContain("Running stage 'predict'");
    expect(ended(await team.reportRun(run.id))).toBe('report: success');
    const [comment] = (await standing(team, number, team.git('rev-parse', 'HEAD'))).comments;
    expect(comment?.body).toContain('the test set changed (200 and 200 images: 1 gone, 1 new');
    expect(comment?.body).toMatch(/\| `cat` \| 100 \| 99 \|[^\n]*\n\| `dog` \| 100 \| 101 \|/);
  });

  it('is trained and reported in a merge queue, by the role for pull requests', async () => {
    const run = await team.queueRun(number, 'relabel');
    expect(ended(run)).toBe('plan: success, train: success');
    expect(new Set(run.roles.map((line) => line.replace(/ by .*/, '')))).toEqual(new Set([roles.untrusted]));
    expect(ended(await team.reportRun(run.id))).toBe('report: success');
    const sha = team.git('ls-remote', 'origin', 'refs/heads/gh-readonly-queue/*').slice(0, 40);
    expect((await standing(team, number, sha)).checks).toHaveLength(1);
  });
});
