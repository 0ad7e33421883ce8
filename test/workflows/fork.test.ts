import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { commitFiles } from '../support/commit-files.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { clientOf, defects } from '../support/twin-client.ts';
import { WebServer } from '../support/web-server.ts';
import type { Finding } from './fork-probe/probe.ts';
import { standing } from './standing.ts';
import { ended, roles, type DispatchedPull, type Team, type TeamRun } from './team.ts';
import { toyTeam, trainBaseline } from './toy-team.ts';

/** The stage of a stranger: it looks around before it trains. */
const pipeline = `stages:
  train: { cmd: node probe.ts && node train.mjs, deps: [train.mjs], params: [skill], outs: [models/toy.txt] }
  predict: { cmd: node predict.mjs, deps: [predict.mjs, models/toy.txt, data/test], outs: [eval/predictions.json] }
`;

describe('a pull request from a fork', () => {
  const folder = temporaryFolder();
  let team: Team;
  let pull: DispatchedPull;

  beforeAll(async () => {
    team = await toyTeam();
    const main = await trainBaseline(team);
    const fork = await team.twin.fork('stranger');
    const files = { 'dvc.yaml': pipeline, 'probe.ts': readFileSync('test/workflows/fork-probe/probe.ts'), 'params.yaml': 'skill: 0.9\n' };
    const sha = commitFiles(fork.folder, { branch: 'topic', from: main, files });
    const person = clientOf(team.twin, team.twin.token(['pull-requests:write'], { login: 'stranger', kind: 'person' }));
    const { data } = await person.pulls.create({ ...defects, title: 'Look around', head: 'stranger:topic', base: 'main' });
    pull = { number: data.number, sha, isFork: true };
  });

  afterAll(async () => {
    await team[Symbol.asyncDispose]();
    folder[Symbol.dispose]();
  });

  /** Runs the dispatched training; what the probe found in it. */
  async function probe(
    name: string,
    metadata: string,
    change?: (text: string) => string,
  ): Promise<{ run: TeamRun; findings: readonly Finding[] }> {
    const output = join(folder.path, `${name}.json`);
    const env = { PROBE_OUTPUT: output, PROBE_METADATA: metadata, PROBE_SOCKETS: '' };
    const run = await team.dispatchRun(pull, { env, ...(change === undefined ? {} : { change }) });
    expect(existsSync(output) ? '' : run.text).toBe('');
    return { run, findings: (JSON.parse(readFileSync(output, 'utf8')) as { findings: readonly Finding[] }).findings };
  }

  it('is trained where its code finds no token, credential, metadata service or place to write to', async () => {
    const { run, findings } = await probe('forked', 'http://127.0.0.1:1/');
    expect(findings).toEqual([]);
    expect(ended(run)).toBe('prepare: success, train: success');
    expect(run.artifacts.toSorted()).toEqual(['sightline-data', 'sightline-report-model']);
    expect(run.roles).toEqual([`${roles.untrusted} by repo:acme/defects:ref:refs/heads/main`]);
    expect(ended(await team.reportRun(run.id))).toBe('report: success');
    const { comments, checks } = await standing(team, pull.number, pull.sha);
    expect(comments.map(({ body }) => body)).toEqual([expect.stringMatching(/unverified run/i)]);
    expect(checks.map(({ conclusion }) => conclusion)).toEqual(['neutral']);
  });

  it('would have found them: the same job with a token, a clone that keeps it, a role and a metadata service', async () => {
    await using web = await WebServer.start();
    const { findings } = await probe('control', web.url, (text) => {
      const [prepare = '', train = ''] = text.split('\n  train:\n');
      const role = /^ {6}- uses: aws-actions[^]*?(?=^ {6}- )/m.exec(prepare)?.[0] ?? '';
      const leaking = train
        .replace('persist-credentials: false', 'persist-credentials: true')
        .replace('    steps:\n', '    env:\n      GITHUB_TOKEN: ${{ github.token }}\n    steps:\n')
        .replace('      - uses: sightline-ml', `${role}      - uses: sightline-ml`);
      return `${prepare}\n  train:\n${leaking}`;
    });
    const found = findings.map(({ kind, where }) => `${kind} ${where}`);
    expect(found).toEqual(
      expect.arrayContaining([
        'environment GITHUB_TOKEN',
        'environment AWS_SECRET_ACCESS_KEY',
        expect.stringMatching(/^git-config http\..*extraheader$/),
        `metadata ${web.url}`,
      ]),
    );
  });
});
