import {
  CreateBucketCommand,
  GetBucketEncryptionCommand,
  GetBucketLifecycleConfigurationCommand,
  GetBucketVersioningCommand,
  GetPublicAccessBlockCommand,
  HeadBucketCommand,
  PutBucketEncryptionCommand,
  PutBucketLifecycleConfigurationCommand,
  PutBucketVersioningCommand,
  PutPublicAccessBlockCommand,
  type BucketLocationConstraint,
  type LifecycleRule as SourceRule,
  S3Client,
} from '@aws-sdk/client-s3';
import type { S3Settings } from '../../core/data/remote-settings.ts';
import type { BucketChange, BucketState, Encryption, LifecycleRule } from '../../core/storage/bucket-plan.ts';
import type { BucketAdmin } from '../../core/storage/bucket-ports.ts';
import type { Variables } from './aws-config.ts';
import { credentialSource } from './credentials.ts';
import { resolveEndpoint } from './endpoint.ts';
import { asProvisionError, isAbsent, unlessUnsupported } from './provision-failure.ts';
import { readRule, writeRule } from './provision-lifecycle.ts';

const defaultRegion = 'us-east-1';

/** The administration of a bucket by Amazon's own package: few calls, and none of them where speed counts. */
export async function openBucketAdmin(settings: S3Settings, env: Variables): Promise<BucketAdmin> {
  const client = await openClient(settings, env);
  const { bucket } = settings;
  const guarded = async <T>(work: () => Promise<T>): Promise<T> => {
    try {
      return await work();
    } catch (error) {
      throw asProvisionError(error, bucket);
    }
  };
  return {
    read: async () => guarded(async () => readBucket(client, bucket)),
    apply: async (change) => guarded(async () => applyChange(client, bucket, change)),
    close: () => client.destroy(),
  };
}

async function openClient(settings: S3Settings, env: Variables): Promise<S3Client> {
  const source = credentialSource(settings, env);
  const { region } = resolveEndpoint(settings, env);
  const endpoint = settings.endpointurl ?? env['AWS_ENDPOINT_URL_S3'] ?? env['AWS_ENDPOINT_URL'];
  const { keys } = await source.current();
  return new S3Client({
    region,
    followRegionRedirects: true,
    requestChecksumCalculation: settings.request_checksum_calculation === 'when_required' ? 'WHEN_REQUIRED' : 'WHEN_SUPPORTED',
    ...(endpoint === undefined ? {} : { endpoint, forcePathStyle: true }),
    ...(keys === undefined ? {} : { credentials: async () => (await source.current()).keys ?? keys }),
  });
}

async function readBucket(client: S3Client, Bucket: string): Promise<BucketState | undefined> {
  let region: string | undefined;
  try {
    region = (await client.send(new HeadBucketCommand({ Bucket }))).BucketRegion;
  } catch (error) {
    if (isAbsent(error)) {
      return undefined;
    }
    throw error;
  }
  const versioning = await unlessUnsupported(async () => client.send(new GetBucketVersioningCommand({ Bucket })), undefined);
  return {
    region,
    versioning: versioning === 'unsupported' ? versioning : versioning?.Status === 'Enabled',
    encryption: await readEncryption(client, Bucket),
    lifecycle: await readLifecycle(client, Bucket),
    blocksPublicAccess: await readPublicAccess(client, Bucket),
  };
}

async function readEncryption(client: S3Client, Bucket: string): Promise<Encryption | undefined | 'unsupported'> {
  const found = await unlessUnsupported(async () => client.send(new GetBucketEncryptionCommand({ Bucket })), undefined);
  const rule =
    found === 'unsupported' ? undefined : found?.ServerSideEncryptionConfiguration?.Rules?.[0]?.ApplyServerSideEncryptionByDefault;
  const { SSEAlgorithm: type, KMSMasterKeyID: key } = rule ?? {};
  return found === 'unsupported' ? found : type === undefined ? undefined : { type, ...(key === undefined ? {} : { key }) };
}

async function readLifecycle(client: S3Client, Bucket: string): Promise<readonly LifecycleRule[] | 'unsupported'> {
  const found = await unlessUnsupported(async () => client.send(new GetBucketLifecycleConfigurationCommand({ Bucket })), undefined);
  return found === 'unsupported' ? found : (found?.Rules ?? []).map(readRule);
}

async function readPublicAccess(client: S3Client, Bucket: string): Promise<boolean | 'unsupported'> {
  const found = await unlessUnsupported(async () => client.send(new GetPublicAccessBlockCommand({ Bucket })), undefined);
  const block = found === 'unsupported' ? undefined : found?.PublicAccessBlockConfiguration;
  return found === 'unsupported'
    ? found
    : [block?.BlockPublicAcls, block?.IgnorePublicAcls, block?.BlockPublicPolicy, block?.RestrictPublicBuckets].every((on) => on === true);
}

async function applyChange(client: S3Client, Bucket: string, change: BucketChange): Promise<void> {
  switch (change.kind) {
    case 'create':
      await create(client, Bucket, change.region);
      return;
    case 'block-public-access': {
      const all = { BlockPublicAcls: true, IgnorePublicAcls: true, BlockPublicPolicy: true, RestrictPublicBuckets: true };
      await client.send(new PutPublicAccessBlockCommand({ Bucket, PublicAccessBlockConfiguration: all }));
      return;
    }
    case 'encryption': {
      const { type, key } = change.to;
      const wish = { SSEAlgorithm: type === 'aws:kms' ? type : 'AES256', ...(key === undefined ? {} : { KMSMasterKeyID: key }) } as const;
      const rule = { ApplyServerSideEncryptionByDefault: wish, ...(type === 'aws:kms' ? { BucketKeyEnabled: true } : {}) };
      await client.send(new PutBucketEncryptionCommand({ Bucket, ServerSideEncryptionConfiguration: { Rules: [rule] } }));
      return;
    }
    case 'versioning':
      await client.send(
        new PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status: change.to ? 'Enabled' : 'Suspended' } }),
      );
      return;
    case 'lifecycle': {
      const rules = [...change.keep.map((rule) => rule.source as SourceRule), ...change.set.map(writeRule)];
      await client.send(new PutBucketLifecycleConfigurationCommand({ Bucket, LifecycleConfiguration: { Rules: rules } }));
    }
  }
}

async function create(client: S3Client, Bucket: string, region: string | undefined): Promise<void> {
  const named = region === undefined || region === defaultRegion ? undefined : (region as BucketLocationConstraint);
  const place = named === undefined ? {} : { CreateBucketConfiguration: { LocationConstraint: named } };
  try {
    await client.send(new CreateBucketCommand({ Bucket, ...place }));
  } catch (error) {
    if (!(error instanceof Error && error.name === 'BucketAlreadyOwnedByYou')) {
      throw error; // ours already: made by a run that was cut off, or by one beside this
    }
  }
}
