import { expect, it } from 'vitest';
import { type BucketState, planBucket } from './bucket-plan.ts';

const plain: BucketState = { region: 'eu-north-1', versioning: false, encryption: undefined, lifecycle: [], blocksPublicAccess: false };
const all = {
  name: 'images',
  region: 'eu-north-1',
  versioning: true,
  encryption: { type: 'aws:kms', key: 'k1' },
  lifecycle: { expire: [{ prefix: 'cache/', days: 30 }], abortUploads: 7 },
  blockPublicAccess: true,
} as const;
const expire = { id: 'sightline-expire-cache/', effect: 'remove objects below cache/ after 30 days', source: 1 };
const abort = { id: 'sightline-abort-uploads', effect: 'remove parts of unfinished uploads after 7 days', source: 2 };
const ready: BucketState = {
  region: 'eu-north-1',
  versioning: true,
  encryption: { type: 'aws:kms', key: 'k1' },
  lifecycle: [expire, abort],
  blocksPublicAccess: true,
};
const planOf = (
  state: BucketState | undefined,
  spec: Parameters<typeof planBucket>[0] = { ...all, lifecycle: { ...all.lifecycle, expire: [...all.lifecycle.expire] } },
) => planBucket(spec, state);

it('makes a bucket, closed before anything can be put into it', () => {
  expect(planOf(undefined).changes.map((change) => change.kind)).toEqual([
    'create',
    'block-public-access',
    'encryption',
    'versioning',
    'lifecycle',
  ]);
});

it('has nothing to do where all is as asked', () => {
  expect(planOf(ready)).toEqual({ changes: [], lines: [], impossible: [] });
});

it('leaves alone what the spec does not speak of', () => {
  expect(planOf(ready, { name: 'images' }).changes).toEqual([]);
  expect(planOf(plain, { name: 'images' }).changes).toEqual([]);
});

it('keeps rules of others, and shows which of ours goes', () => {
  const theirs = { id: 'archive', effect: undefined, source: 3 };
  const old = { id: 'sightline-expire-old/', effect: 'remove objects below old/ after 9 days', source: 4 };
  const { changes, lines } = planOf({ ...ready, lifecycle: [theirs, old, expire, { ...abort, effect: undefined }] });
  expect(changes).toEqual([expect.objectContaining({ kind: 'lifecycle', keep: [theirs] })]);
  expect(lines).toEqual([
    '~ lifecycle: remove parts of unfinished uploads after 7 days; before: something else',
    "- lifecycle: remove objects below old/ after 9 days, which the spec doesn't ask for any more",
  ]);
});

it('says what is loosened', () => {
  expect(planOf(ready, { name: 'images', versioning: false }).lines).toEqual([
    '~ versioning: on -> off (what is overwritten or removed from then on is lost)',
  ]);
});

it('says what can not be had', () => {
  const state = { ...plain, region: 'us-east-1', blocksPublicAccess: 'unsupported', encryption: 'unsupported' } as const;
  expect(planOf(state).impossible).toEqual([
    "it lies in us-east-1 and can't be moved to eu-north-1",
    'the server has no block of public access',
    'the server has no default encryption',
  ]);
});
