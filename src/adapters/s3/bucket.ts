import type { S3Settings } from '../../core/data/remote-settings.ts';
import type { Variables } from './aws-config.ts';
import { MemoryBudget } from './memory-budget.ts';
import { objectHeaders, type ObjectHeaders } from './object-headers.ts';
import { header, type S3Response, unquoted } from './response.ts';
import { S3Client } from './s3-client.ts';

/** How many transfers at once unless `jobs` says otherwise. */
const usualConcurrency = 32;

const mostMemoryBytes = 160 << 20;

/** The part of a bucket that a remote's url names, with all that its requests have in common. */
export interface Bucket {
  readonly client: S3Client;
  readonly headers: ObjectHeaders;
  /** Whether bodies go with a checksum that the server compares. */
  readonly checksum: boolean;
  readonly url: string;
  readonly concurrency: number;
  /** For bodies that are held while they are sent. */
  readonly memory: MemoryBudget;
  /** The key in the bucket. */
  full(key: string): string;
}

/** Opens the bucket of a remote; nothing is sent yet. */
export function openBucket(settings: S3Settings, env: Variables, warn: (line: string) => void): Bucket {
  const concurrency = settings.jobs ?? usualConcurrency;
  const { prefix, bucket } = settings;
  return {
    client: new S3Client(settings, env, concurrency, warn),
    headers: objectHeaders(settings),
    checksum: settings.request_checksum_calculation !== 'when_required',
    url: `s3://${bucket}${prefix === '' ? '' : `/${prefix}`}`,
    concurrency,
    memory: new MemoryBudget(mostMemoryBytes),
    full: (key) => (prefix === '' ? key : `${prefix}/${key}`),
  };
}

/** The etag without quotes, and the version where the bucket keeps versions. */
export function versionFacts(response: S3Response): { readonly etag?: string; readonly versionId?: string } {
  const etag = unquoted(header(response, 'etag'));
  const versionId = header(response, 'x-amz-version-id');
  return { ...(etag === undefined ? {} : { etag }), ...(versionId === undefined || versionId === 'null' ? {} : { versionId }) };
}
