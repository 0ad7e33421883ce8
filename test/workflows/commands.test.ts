import { afterAll, beforeAll, expect, it } from 'vitest';
import { commitFiles } from '../support/commit-files.ts';
import { clientOf, defects } from '../support/twin-client.ts';
import { ended, type Team, type TeamRun } from './team.ts';
import { toyTeam, trainBaseline } from './toy-team.ts';

let team: Team;
let main: { readonly sha: string; readonly ref: string; readonly branch: string };
let number: number;
let head: string;

beforeAll(async () => {
  team = await toyTeam();
  main = { sha: await trainBaseline(team), ref: 'refs/heads/main', branch: 'main' };
  const fork = await team.twin.fork('stranger');
  head = commitFiles(fork.folder, { branch: 'topic', from: main.sha, files: { 'train.mjs': `${team.read('train.mjs')}// mine\n` } });
  const stranger = clientOf(team.twin, team.twin.token(['pull-requests:write'], { login: 'stranger', kind: 'person' }));
  number = (await stranger.pulls.create({ ...defects, title: 'Mine', head: 'stranger:topic', base: 'main' })).data.number;
});

afterAll(async () => {
  await team[Symbol.asyncDispose]();
});

/** Somebody comments, and the workflow that listens runs; the inputs of the run that it started, if it did. */
async function say(login: string, body: string): Promise<Readonly<Record<string, string>> | undefined> {
  const person = clientOf(team.twin, team.twin.token(['pull-requests:write'], { login, kind: 'person' }));
  const { data: comment } = await person.issues.createComment({ ...defects, issue_number: number, body });
  const before = team.twin.events.length;
  const payload = { action: 'created', issue: { number, pull_request: {} }, comment };
  const run = await team.run({ file: 'sightline-commands.yml', event: 'issue_comment', payload, ...main });
  expect(ended(run)).toBe('command: success');
  const started = team.twin.events.slice(before).find(({ name }) => name === 'workflow_dispatch');
  return started?.payload['inputs'] as Readonly<Record<string, string>> | undefined;
}

/** What GitHub does with it. */
function dispatch(inputs: Readonly<Record<string, string>>): Promise<TeamRun> {
  const title = `sightline #${inputs['pull-request']} ${inputs['sha']}`;
  const started = { file: 'sightline-dispatch.yml', event: 'workflow_dispatch', payload: { inputs, ref: main.ref }, title };
  return team.run({ ...started, ...main, labels: ['gpu', 'ephemeral'] });
}

async function lastComment(): Promise<string> {
  const client = clientOf(team.twin, team.twin.token(['pull-requests:read']));
  const { data } = await client.issues.listComments({ ...defects, issue_number: number, per_page: 100 });
  return data.at(-1)?.body ?? '';
}

it("a stranger's command, and one that names no commit, start nothing", async () => {
  expect(await say('stranger', `/train ${head}`)).toBeUndefined();
  expect(await lastComment()).toBe(`/train ${head}`);
  expect(await say('maintainer', '/train')).toBeUndefined();
  expect(await lastComment()).toContain('name the full id of the commit');
});

it("a maintainer's command trains the fork's commit with the parameters that it names, and the report says what came of it", async () => {
  const inputs = await say('maintainer', `I have read it.\n/train ${head} --set skill=0.95`);
  expect(inputs).toEqual({ 'pull-request': String(number), fork: 'true', sha: head, base: main.sha, set: '{"skill":0.95}' });
  const run = await dispatch(inputs ?? {});
  expect(ended(run)).toBe('prepare: success, train: success');
  expect(run.text).toContain('training with skill 0.95');
  expect(ended(await team.reportRun(run.id))).toBe('report: success');
  expect(await lastComment()).toMatch(/unverified run/i);
});
