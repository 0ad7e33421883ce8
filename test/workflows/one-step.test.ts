import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { builtActions } from '../rigs/runner/stand-ins.ts';
import { clientOf, defects } from '../support/twin-client.ts';
import type { Team, TeamRun } from './team.ts';
import { toyTeam, trainBaseline } from './toy-team.ts';

/** The workflow of the page, with the actions that were built here and the keys that such a machine has. */
function documentedWorkflow(team: Team): string {
  const [, text = ''] = /```yaml\n(name: Sightline\n[^]*?)```/.exec(readFileSync('docs/one-step-action.md', 'utf8')) ?? [];
  const keys = Object.entries(team.s3.env).map(([name, value]) => `      ${name}: ${JSON.stringify(value)}\n`);
  return text.replace('sightline-ml/sightline@v0', builtActions).replace('    steps:\n', `    env:\n${keys.join('')}    steps:\n`);
}

describe('the workflow of docs/one-step-action.md', () => {
  let team: Team;
  let run: TeamRun;

  beforeAll(async () => {
    team = await toyTeam();
    team.write('.github/workflows/sightline-train.yml', documentedWorkflow(team));
    await trainBaseline(team);
    team.git('switch', '--quiet', '--create', 'better');
    team.write('params.yaml', 'skill: 0.95\n');
    team.push('better', 'Train longer');
    run = await team.trainRun('better');
  });

  afterAll(async () => {
    await team[Symbol.asyncDispose]();
  });

  it('trains what is stale, and leaves the report, one comment and one check run', async () => {
    expect(run).toMatchObject({ jobs: { sightline: 'success' }, artifacts: ['sightline-report-model'] });
    expect(run.text).toContain('training with skill 0.95');
    const { number } = await team.pullRequestEvent('better');
    const client = clientOf(team.twin, team.twin.token(['pull-requests:read', 'checks:read']));
    const [{ data: comments }, { data: checks }] = await Promise.all([
      client.issues.listComments({ ...defects, issue_number: number }),
      client.checks.listForRef({ ...defects, ref: team.git('rev-parse', 'better') }),
    ]);
    expect(comments.map(({ body }) => body)).toEqual([expect.stringMatching(/better/i)]);
    expect(checks.check_runs.map(({ conclusion }) => conclusion)).toEqual(['success']);
    expect(new Set(run.summaries).size).toBe(1); // act tells one of a composite action's steps again with the action
    expect(team.bucket().filter((key) => key.includes(`untrusted/${number}/`))).not.toEqual([]);
  });

  it('says on the same comment and in a check that a training failed', async () => {
    team.write('params.yaml', 'skill: none\n');
    team.push('better', 'Break it');
    const failed = await team.trainRun('better');
    expect(failed).toMatchObject({ jobs: { sightline: 'failure' }, artifacts: [] });
    const { number } = await team.pullRequestEvent('better');
    const client = clientOf(team.twin, team.twin.token(['pull-requests:read', 'checks:read']));
    const [{ data: comments }, { data: checks }] = await Promise.all([
      client.issues.listComments({ ...defects, issue_number: number }),
      client.checks.listForRef({ ...defects, ref: team.git('rev-parse', 'better') }),
    ]);
    expect(comments.map(({ body }) => body)).toEqual([expect.stringMatching(/failed before it had a report[^]*`dvc\.yaml:2` /)]);
    expect(checks.check_runs.map(({ conclusion }) => conclusion)).toEqual(['failure']);
  });

  it('refuses a fork before it brings or runs anything', async () => {
    const event = await team.pullRequestEvent('better');
    const { head } = event.pull_request;
    const fork = { ...event, pull_request: { ...event.pull_request, head: { ...head, repo: { ...head.repo, id: 99 } } } };
    const refused = await team.trainRun('better', ['gpu'], fork);
    expect(refused).toMatchObject({ jobs: { sightline: 'failure' }, artifacts: [] });
    expect(refused.text).toMatch(/Failure - Main Refuse what strangers can start/);
    expect(refused.text).not.toMatch(/Run Main (?:Look for Node\.js|Set up|Train)/);
  });
});
