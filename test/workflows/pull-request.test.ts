import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sightlineWith } from '../support/cli.ts';
import { standing } from './standing.ts';
import { ended, roles, type Team, type TeamRun } from './team.ts';
import { toyTeam, trainBaseline } from './toy-team.ts';

describe('a pull request in a repository that init wrote', () => {
  let team: Team;
  let head: string;
  let number: number;
  let trained: TeamRun;
  let reported: TeamRun;

  beforeAll(async () => {
    team = await toyTeam();
    await trainBaseline(team);
    team.git('switch', '--quiet', '--create', 'better');
    team.write('params.yaml', 'skill: 0.95\n');
    head = team.push('better', 'Train longer');
    trained = await team.trainRun('better');
    number = (await team.pullRequestEvent('better')).number;
    reported = await team.reportRun(trained.id);
  });

  afterAll(async () => {
    await team[Symbol.asyncDispose]();
  });

  it('is planned on a light runner and trained on the labels of the spec, by the role for pull requests', () => {
    expect(ended(trained)).toBe('plan: success, train: success');
    expect(trained.text).toContain('training with skill 0.95');
    expect(trained).toMatchObject({
      runsOn: { train: ['self-hosted', 'gpu'] },
      artifacts: ['sightline-report-toy'],
    });
    expect(new Set(trained.roles)).toEqual(new Set([`${roles.untrusted} by repo:acme/defects:pull_request`]));
  });

  it('leaves what it trained below its own place of the bucket', () => {
    expect(team.bucket().filter((key) => key.startsWith(`store/untrusted/${number}/`))).not.toEqual([]);
  });

  it('could write to no other place, whatever its code does: the server obeys the policy of the page', async () => {
    const { accessKeyId, secretAccessKey } = team.users.untrusted;
    const env = { AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey, AWS_ENDPOINT_URL_S3: team.s3.endpoint };
    team.write('data/more/1.txt', 'more');
    await team.sightline('add', 'data/more');
    expect(await sightlineWith(env, team.root, 'push')).toMatchObject({
      code: 3,
      stderr: expect.stringContaining('[remote-denied]') as unknown,
    });
    expect(await sightlineWith(env, team.root, 'push', '--pull-request', '9')).toMatchObject({ code: 0 });
    team.git('clean', '--quiet', '--force', '-d', 'data/more', 'data/more.dvc');
  });

  it('gets one comment, one check run and one step summary', async () => {
    expect(ended(reported)).toBe('report: success');
    expect(reported.roles).toEqual([]);
    const { comments, checks } = await standing(team, number, head);
    expect(comments).toHaveLength(1);
    expect(comments[0]?.body).toMatch(/better/i);
    expect(checks).toEqual([{ id: expect.any(Number) as number, conclusion: 'success', lines: [] }]);
    expect(reported.summaries).toHaveLength(1);
  });

  it('has that comment updated by a second push', async () => {
    const [before] = (await standing(team, number, head)).comments;
    team.write('params.yaml', 'skill: 0.3\n');
    const worse = team.push('better', 'Train less');
    const run = await team.trainRun('better');
    expect(ended(run)).toBe('plan: success, train: success');
    expect(ended(await team.reportRun(run.id))).toBe('report: success');
    const { comments, checks } = await standing(team, number, worse);
    expect(comments.map(({ id }) => id)).toEqual([before?.id]);
    expect(comments[0]?.body).toMatch(/worse/i);
    expect(comments[0]?.body).not.toBe(before?.body);
    expect(checks.map(({ conclusion }) => conclusion)).toEqual(['failure']);
  });

  it('trains nothing anew for a comment on top of what was trained', async () => {
    team.write('params.yaml', '# what was learnt\nskill: 0.3\n');
    team.push('better', 'Say why');
    const run = await team.trainRun('better');
    expect(ended(run)).toBe('plan: success, train: success');
    expect(run.text).not.toContain('training with');
  });

  it('starts no training job for prose', async () => {
    const before = team.bucket();
    team.git('switch', '--quiet', '--create', 'prose', 'origin/main');
    team.write('README.md', '# Defects\n');
    team.write('params.yaml', '# what was learnt\nskill: 0.6\n');
    team.push('prose', 'Say why');
    const run = await team.trainRun('prose');
    expect(ended(run)).toBe('plan: success');
    expect(team.bucket()).toEqual(before);
  });

  it('shows at its line what kept it from being trained', async () => {
    team.git('switch', '--quiet', '--create', 'broken', 'origin/main');
    team.write('params.yaml', 'skill: 0.7\n');
    team.write('train.mjs', 'throw new Error("out of memory");\n');
    const broken = team.push('broken', 'Train differently');
    const run = await team.trainRun('broken');
    expect(run.jobs).toEqual({ plan: 'success', train: 'failure' });
    expect(run.artifacts).toEqual(['sightline-errors-toy']);
    expect(ended(await team.reportRun(run.id))).toBe('report: success');
    const { checks } = await standing(team, (await team.pullRequestEvent('broken')).number, broken);
    expect(checks).toMatchObject([{ conclusion: 'failure', lines: ['dvc.yaml:2'] }]);
  });

  it('trains nothing for a fork, not even where its head has the same name', async () => {
    const payload = await team.pullRequestEvent('better');
    const { pull_request: pull } = structuredClone(payload);
    const fork = { ...pull, head: { ...pull.head, repo: { ...pull.head.repo, full_name: 'stranger/defects' } } };
    const run = await team.trainRun('better', ['gpu'], { ...payload, pull_request: fork });
    expect(run.jobs).toEqual({});
    expect(run.roles).toEqual([]);
  });
});
