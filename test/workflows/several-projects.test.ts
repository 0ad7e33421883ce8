import { execFileSync } from 'node:child_process';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { standing } from './standing.ts';
import { ended, type Team } from './team.ts';
import { addToyProject, toyTeam } from './toy-team.ts';

describe('a repository with two projects', () => {
  let team: Team;

  /** The comments by the model that they are on. */
  const comments = async (number: number, head: string): Promise<Readonly<Record<string, string>>> => {
    const { comments: all } = await standing(team, number, head);
    return Object.fromEntries(all.map(({ body }) => [/Model `(\w+)`/.exec(body)?.[1] ?? body, body]));
  };
  const change = (branch: string, path: string, skill: number): string => {
    team.write(path, `skill: ${skill}\n`);
    return team.push(branch, `Skill ${skill} in ${path}`);
  };

  beforeAll(async () => {
    team = await toyTeam();
    await addToyProject(team, 'second');
    await Promise.all([team.sightline('push'), team.sightlineIn('second', 'push')]);
    team.push('main', 'Start');
  });

  afterAll(async () => {
    await team[Symbol.asyncDispose]();
  });

  it('registers both models on the default branch', { timeout: 300_000 }, async () => {
    expect(ended(await team.releaseRun())).toMatch(/^plan: success, .*register: success$/);
    const tags = execFileSync('git', ['-C', team.twin.repository.folder, 'tag', '--list'], { encoding: 'utf8' });
    expect(tags).toBe('second@v0.1.0\ntoy@v0.1.0\n');
  });

  it(
    'gets a training, a comment and a check of each in one pull request, and then of the one that changes',
    { timeout: 600_000 },
    async () => {
      team.git('switch', '--quiet', '--create', 'better');
      team.write('params.yaml', 'skill: 0.95\n');
      const head = change('better', 'second/params.yaml', 0.2);
      const run = await team.trainRun('better');
      expect(ended(run)).not.toContain('failure');
      expect(run.artifacts.toSorted()).toEqual(['sightline-report-second', 'sightline-report-toy']);
      expect(ended(await team.reportRun(run.id))).toBe('report: success');
      const { number } = await team.pullRequestEvent('better');
      const both = await comments(number, head);
      expect(both).toEqual({ toy: expect.stringMatching(/Better/) as unknown, second: expect.stringMatching(/Worse/) as unknown });
      expect((await standing(team, number, head)).checks.map(({ conclusion }) => String(conclusion)).toSorted()).toEqual([
        'failure',
        'success',
      ]);

      const mended = change('better', 'second/params.yaml', 0.9);
      const next = await team.trainRun('better');
      expect(next.text).not.toContain('training with skill 0.95');
      expect(ended(await team.reportRun(next.id))).toBe('report: success');
      expect(await comments(number, mended)).toEqual({
        toy: expect.stringMatching(/Better/) as unknown,
        second: expect.stringMatching(/Better/) as unknown,
      });
    },
  );
});
