import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { generateKeyPair } from 'jose';
import { describe, expect, it } from 'vitest';
import { recordOfEntry } from '../../src/core/pipeline/run-cache.ts';
import { statementAudience, statementOfEntry } from '../../src/core/sharing/run-statement.ts';
import { TokenIssuer } from '../rigs/token-issuer.ts';
import { type Job, SharedRepository } from '../support/shared-repository.ts';

const workflow = 'acme/vision/.github/workflows/sightline-release.yml@refs/heads/main';
const release = { repository: 'acme/vision', ref: 'refs/heads/main', workflow_ref: workflow };

/** A job of a repository whose spec believes signed runs alone. */
async function job(shared: SharedRepository, env: Readonly<Record<string, string>>): Promise<Job> {
  const made = await shared.job();
  made.write('sightline.yaml', made.read('sightline.yaml').replace('stages: [train]', `stages: [train], signedBy: ${workflow}`));
  return made.with(env);
}

/** Of each run in the trusted place the entry's key, its record and where its statement lies. */
function runsOf({
  remote,
}: SharedRepository): readonly { readonly entryKey: string; readonly record: string; readonly statement: string }[] {
  const keys = readdirSync(join(remote, 'runs'), { recursive: true, encoding: 'utf8' }).filter((path) => path.length > 120);
  return keys.map((path) => {
    const entryKey = `runs/${path}`;
    const record = readFileSync(join(remote, recordOfEntry(entryKey)), 'utf8');
    return { entryKey, record, statement: join(remote, statementOfEntry(entryKey)) };
  });
}

describe('where the spec asks for signed runs', () => {
  it('those of the workflow are believed, long after their tokens ran out', async () => {
    await using issuer = await TokenIssuer.start();
    using shared = await SharedRepository.create();
    issuer.claims = release;
    expect(await (await job(shared, issuer.env)).train({})).toMatchObject({ ran: ['train', 'predict'] });
    const restored = { ran: [], restored: ['train', 'predict'] };
    expect(await (await job(shared, issuer.server)).train({})).toMatchObject(restored);
    expect(await (await job(shared, issuer.server)).train({ pullRequest: 7 })).toMatchObject(restored);
    const fetched = await job(shared, issuer.server);
    expect((await fetched.run(['fetch', '--run-cache'])).stderr).not.toContain('not believed');
    expect(existsSync(join(fetched.root, '.dvc/cache/sightline/runs'))).toBe(true);
  });

  it.each([
    ['of another branch', { ref: 'refs/heads/other', workflow_ref: workflow.replace('main', 'other') }],
    ['of a pull request', { ref: 'refs/pull/7/merge', workflow_ref: workflow.replace('heads/main', 'pull/7/merge') }],
    ['of another workflow', { workflow_ref: workflow.replace('release', 'train') }],
    ['of another repository', { repository: 'evil/vision', workflow_ref: workflow.replace('acme', 'evil') }],
    ['whose claims differ from each other', { ref: 'refs/heads/other' }],
  ])('one %s is made again', async (_, claims) => {
    await using issuer = await TokenIssuer.start();
    using shared = await SharedRepository.create();
    issuer.claims = { ...release, ...claims };
    await (await job(shared, issuer.env)).train({});
    const trusted = await (await job(shared, issuer.server)).train({});
    expect(trusted).toMatchObject({ ran: ['train', 'predict'], said: expect.stringContaining('is not believed: no statement') as unknown });
    expect(trusted.said).toContain('Nothing here can sign for runs');
  });

  it('one whose statement is gone, of another key, of another run, or no token is made again', async () => {
    await using issuer = await TokenIssuer.start();
    using shared = await SharedRepository.create();
    issuer.claims = release;
    const stranger = await generateKeyPair('RS256');
    const attacks: ((run: ReturnType<typeof runsOf>[number], others: ReturnType<typeof runsOf>) => Promise<string | undefined>)[] = [
      async () => undefined,
      async ({ entryKey, record }) => issuer.sign(statementAudience(entryKey, record), stranger.privateKey),
      async ({ entryKey }, others) => readFileSync(others.find((other) => other.entryKey !== entryKey)?.statement ?? '', 'utf8'),
      async () => 'x'.repeat(17 << 10),
      async () => 'e30.e30.',
    ];
    for (const attack of attacks) {
      await (await job(shared, issuer.env)).train({});
      const runs = runsOf(shared);
      const forged = await Promise.all(runs.map((run) => attack(run, runs)));
      runs.forEach(({ statement }, at) => {
        rmSync(statement);
        if (forged[at] !== undefined) {
          writeFileSync(statement, forged[at]);
        }
      });
      expect(await (await job(shared, issuer.env)).train({})).toMatchObject({ ran: ['train', 'predict'] });
    }
  });

  it("nothing is trained again because the keys can't be asked for", async () => {
    using shared = await SharedRepository.create();
    {
      await using issuer = await TokenIssuer.start();
      issuer.claims = release;
      await (await job(shared, issuer.env)).train({});
    }
    await expect((await job(shared, { GITHUB_SERVER_URL: 'http://127.0.0.1:9' })).train({})).rejects.toMatchObject({
      code: 'remote-failed',
    });
    expect(shared.ran('train')).toHaveLength(1);
  });
});
