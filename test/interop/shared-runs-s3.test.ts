import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createS3Storage } from '../../src/adapters/s3/s3-storage.ts';
import { usualTiming, RunClaims } from '../../src/app/run-claims.ts';
import type { RemoteStorage } from '../../src/core/remote-ports.ts';
import { addUsers } from '../rigs/s3-users.ts';
import { s3Rig, type S3Rig } from '../rigs/s3.ts';
import { liveHistory } from '../support/random-history.ts';
import { type Job, SharedRepository } from '../support/shared-repository.ts';
import { documentedPolicy } from '../workflows/documented-roles.ts';

let rig: S3Rig;
beforeAll(async () => {
  rig = await s3Rig();
});
afterAll(async () => rig[Symbol.asyncDispose]());

const settings = (prefix: string): Readonly<Record<string, string>> => ({
  url: `s3://${rig.bucket}/${prefix}`,
  endpointurl: rig.endpoint,
  region: 'us-east-1',
});

describe('runs that are shared through a bucket', () => {
  it('are claimed by one of many at once, again and again', async () => {
    const open = (): RemoteStorage =>
      createS3Storage(
        {
          kind: 's3',
          url: `s3://${rig.bucket}/claims`,
          bucket: rig.bucket,
          prefix: 'claims',
          endpointurl: rig.endpoint,
          region: 'us-east-1',
        },
        rig.env,
      );
    const console = { info: () => {}, warn: () => {} };
    const signal = new AbortController().signal;
    for (const key of ['a', 'b', 'c'].map((letter) => letter.repeat(64))) {
      const takers = Array.from({ length: 8 }, (_, at) => {
        const by = { holder: `holder ${at}`, nonce: `nonce-${at}`, now: () => Date.now(), timing: { ...usualTiming, poll: 20 } };
        return new RunClaims(open(), at < 4 ? 7 : 8, by, { console, signal }).take(key, 'the run', new Set());
      });
      let held = 0;
      const done = takers.map(async (taking) => {
        const taken = await taking;
        if (taken.kind === 'held') {
          held += 1;
          await taken.claim.end('trained');
        }
        return taken.kind;
      });
      expect((await Promise.all(done)).toSorted()).toEqual(['held', ...Array.from({ length: 7 }, () => 'trained')]);
      expect(held).toBe(1);
    }
  });

  it('are trained once by jobs of two pull requests at once, and adopted after the merge', async () => {
    using shared = await SharedRepository.create(settings('places'), { ...rig.env, TRAIN_SECONDS: '1' });
    const jobs = [await shared.job(), await shared.job()];
    await Promise.all(jobs.map((job, at) => job.train({ pullRequest: 7 + at }, { poll: 50 })));
    expect(shared.ran('train')).toHaveLength(1);
    const trusted = await shared.job();
    expect(await trusted.train({ fromPullRequest: 8 })).toMatchObject({ restored: ['train'], ran: ['predict'] });
    expect(await (await shared.job()).train({})).toMatchObject({ restored: ['train', 'predict'], ran: [] });
  });

  it('of pull requests stay below untrusted/ by the policy in the docs, whatever a job of theirs asks for', async () => {
    const { pull: user } = await addUsers(rig, { pull: documentedPolicy(rig.bucket) });
    const env = { ...rig.env, AWS_ACCESS_KEY_ID: user.accessKeyId, AWS_SECRET_ACCESS_KEY: user.secretAccessKey };
    using shared = await SharedRepository.create(settings('store'), rig.env);
    const job = async (): Promise<Job> => (await shared.job()).with(env);
    expect(await (await job()).train({ pullRequest: 7 })).toMatchObject({ ran: ['train', 'predict'] });
    expect(await (await job()).train({ pullRequest: 8 })).toMatchObject({ restored: ['train', 'predict'] });
    const hostile = await job();
    await expect(hostile.train({})).rejects.toMatchObject({ code: 'remote-denied' });
    expect(await hostile.run(['train'])).toMatchObject({ code: 0 }); // on its own machine it may do what it likes
    const pushed = await hostile.run(['push', '--run-cache']);
    expect(pushed).toMatchObject({ code: 3, stderr: expect.stringContaining('[remote-denied]') as unknown });
    expect(readdirSync(join(rig.folder, 'store'))).toEqual(['untrusted']);
    expect(await (await shared.job()).train({ fromPullRequest: 8 })).toMatchObject({ restored: ['train'], ran: ['predict'] });
    expect(await (await job()).train({ pullRequest: 9 })).toMatchObject({ restored: ['train', 'predict'] });
  });

  it.each([11, 12])('history %i trains nothing twice and serves no result of other inputs', async (seed) => {
    const { faults, trainings } = await liveHistory(seed, 5, settings(`history-${seed}`), rig.env);
    expect(faults).toEqual([]);
    expect(trainings).toBeGreaterThan(0);
  });
});
