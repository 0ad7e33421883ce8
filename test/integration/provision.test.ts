import { expect, it } from 'vitest';
import { openBucketAdmin } from '../../src/adapters/s3/provision-bucket.ts';
import { applyStorage, planStorage } from '../../src/app/provision-storage.ts';
import type { Remotes } from '../../src/core/remote-ports.ts';
import { storageSchema } from '../../src/core/spec/storage.ts';
import { BucketServer } from '../support/bucket-server.ts';

const { signal } = new AbortController();
const noRemotes: Remotes = { defaultName: undefined, open: () => Promise.reject(new Error('no remote is needed')) };
const wanted = {
  name: 'images',
  region: 'eu-north-1',
  versioning: true,
  encryption: { type: 'aws:kms', key: 'k1' },
  lifecycle: { expire: [{ prefix: 'cache/', days: 30 }], abortUploads: 7 },
  blockPublicAccess: true,
};

async function provision(server: BucketServer, ...buckets: object[]): Promise<readonly string[]> {
  const env = { AWS_ENDPOINT_URL: server.url, AWS_ACCESS_KEY_ID: 'id', AWS_SECRET_ACCESS_KEY: 'secret' };
  const planned = await planStorage(noRemotes, storageSchema.parse({ buckets }).buckets, async (settings) =>
    openBucketAdmin(settings, env),
  );
  await applyStorage(planned, signal);
  planned.forEach(({ admin }) => admin.close());
  return planned.flatMap(({ plan }) => plan.lines);
}

it('makes and sets up a bucket, and then has nothing to do', async () => {
  await using server = await BucketServer.start();
  expect(await provision(server, wanted)).toHaveLength(6);
  expect(server.changes.map((change) => change.split(' ')[1])).toEqual([
    'create',
    'publicAccessBlock',
    'encryption',
    'versioning',
    'lifecycle',
  ]);
  expect(server.changes[0]).toContain('<LocationConstraint>eu-north-1</LocationConstraint>');
  expect(server.changes[2]).toMatch(/<SSEAlgorithm>aws:kms<.*<KMSMasterKeyID>k1</);
  expect(server.changes[4]).toMatch(/<Prefix>cache\/<.*<Days>30<|<Days>30<.*<Prefix>cache\/</);
  server.changes.splice(0);
  expect(await provision(server, wanted)).toEqual([]);
  expect(server.changes).toEqual([]);
});

it('changes what differs and writes back the rules of others', async () => {
  await using server = await BucketServer.start();
  await provision(server, wanted);
  const rules = server.buckets.get('images');
  const theirs =
    '<Rule><ID>archive</ID><Status>Enabled</Status><Filter><Prefix>old/</Prefix></Filter><Transition><Days>90</Days><StorageClass>GLACIER</StorageClass></Transition></Rule>';
  rules?.set('lifecycle', (rules.get('lifecycle') ?? '').replace('</LifecycleConfiguration>', `${theirs}</LifecycleConfiguration>`));
  server.changes.splice(0);
  const lines = await provision(server, { ...wanted, lifecycle: { expire: [{ prefix: 'cache/', days: 31 }] } });
  expect(lines).toEqual([
    '~ lifecycle: remove objects below cache/ after 31 days; before: remove objects below cache/ after 30 days',
    "- lifecycle: remove parts of unfinished uploads after 7 days, which the spec doesn't ask for any more",
  ]);
  expect(server.changes).toHaveLength(1);
  expect(rules?.get('lifecycle')).toMatch(/GLACIER/);
  expect(rules?.get('lifecycle')).toMatch(/archive/);
});

it('goes on where a run was cut off', async () => {
  await using server = await BucketServer.start();
  server.buckets.set('images', new Map());
  expect((await provision(server, wanted)).some((line) => line.includes('create'))).toBe(false);
  expect(await provision(server, wanted)).toEqual([]);
});

it('says that a bucket is of somebody else, and changes nothing before it knows all', async () => {
  await using server = await BucketServer.start();
  server.foreign.add('taken');
  await expect(provision(server, wanted, { name: 'taken', versioning: true })).rejects.toThrow(
    expect.objectContaining({ code: 'remote-denied', message: expect.stringContaining("'taken' belongs to somebody else") as unknown }),
  );
  expect(server.changes).toEqual([]);
});

it('does not move a bucket', async () => {
  await using server = await BucketServer.start();
  await provision(server, wanted);
  await expect(provision(server, { ...wanted, region: 'us-west-2' })).rejects.toThrow(expect.objectContaining({ code: 'invalid-spec' }));
});
