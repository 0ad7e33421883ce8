import type { S3Settings } from '../core/data/remote-settings.ts';
import { SightlineError } from '../core/errors.ts';
import type { Remotes } from '../core/remote-ports.ts';
import { specFile } from '../core/spec/spec-file.ts';
import type { BucketSpec } from '../core/spec/storage.ts';
import { type BucketPlan, planBucket } from '../core/storage/bucket-plan.ts';
import type { BucketAdmin, OpenBucketAdmin } from '../core/storage/bucket-ports.ts';

/** A bucket, and what is to be done to it. */
export interface PlannedBucket {
  readonly bucket: string;
  readonly plan: BucketPlan;
  readonly admin: BucketAdmin;
}

/** Compares the buckets that the spec asks for with those that are there. Nothing is changed. */
export async function planStorage(
  remotes: Remotes,
  specs: readonly BucketSpec[],
  open: OpenBucketAdmin,
): Promise<readonly PlannedBucket[]> {
  const planned: PlannedBucket[] = [];
  for (const spec of specs) {
    const settings = await settingsOf(remotes, spec);
    if (planned.some((other) => other.bucket === settings.bucket)) {
      throw new SightlineError('invalid-spec', `storage asks twice for the bucket '${settings.bucket}'`, { place: { file: specFile } });
    }
    const admin = await open(settings);
    planned.push({ bucket: settings.bucket, plan: planBucket(spec, await admin.read()), admin });
  }
  const stuck = planned.find(({ plan }) => plan.impossible.length > 0);
  if (stuck !== undefined) {
    throw new SightlineError('invalid-spec', `the bucket '${stuck.bucket}' can't be set up: ${stuck.plan.impossible.join('; ')}`, {
      place: { file: specFile },
      hint: 'Take that out of storage.buckets, or name another bucket. Nothing was changed.',
    });
  }
  return planned;
}

/** Makes the changes, bucket after bucket; a second run goes on where one was cut off. */
export async function applyStorage(planned: readonly PlannedBucket[], signal: AbortSignal): Promise<void> {
  for (const { plan, admin } of planned) {
    for (const change of plan.changes) {
      signal.throwIfAborted();
      await admin.apply(change);
    }
  }
}

async function settingsOf(remotes: Remotes, { remote, name, region }: BucketSpec): Promise<S3Settings> {
  if (remote === undefined) {
    const bucket = name ?? '';
    return { kind: 's3', url: `s3://${bucket}`, bucket, prefix: '', ...(region === undefined ? {} : { region }) };
  }
  const { settings } = await remotes.open(remote);
  if (settings.kind !== 's3') {
    throw new SightlineError('invalid-spec', `storage names the remote '${remote}', which is a folder`, { place: { file: specFile } });
  }
  return region === undefined ? settings : { ...settings, region };
}
