import type { S3Settings } from '../../core/data/remote-settings.ts';
import { SightlineError } from '../../core/errors.ts';
import type { RemoteStorage } from '../../core/remote-ports.ts';
import type { Variables } from './aws-config.ts';
import { openBucket, type Bucket } from './bucket.ts';
import { downloadObject } from './download.ts';
import { findObject } from './find-object.ts';
import { listObjects } from './list-objects.ts';
import { removeObjects } from './remove-objects.ts';
import { discard, header, readUpTo } from './response.ts';
import { putObject, uploadObject } from './upload.ts';

/** A remote on S3 or a server that speaks its protocol; `warn` is told when a person's keys go to a server that the project names. Nothing is sent, and no credentials are looked for, before the first call. */
export function createS3Storage(settings: S3Settings, env: Variables, warn: (line: string) => void = () => {}): RemoteStorage {
  const bucket = openBucket(settings, env, warn);
  return {
    url: bucket.url,
    concurrency: bucket.concurrency,
    list: (prefix, signal) => listObjects(bucket, prefix, signal),
    find: async (key, versionId) => findObject(bucket, key, versionId),
    upload: async (source, key, options = {}) => uploadObject(bucket, source, key, options),
    download: async (key, target, options = {}) => downloadObject(bucket, key, target, options),
    read: async (key, maxBytes) => readObject(bucket, key, maxBytes),
    write: async (key, content, options = {}) => (await putObject(bucket, key, content, options)) !== undefined,
    remove: async (keys) => removeObjects(bucket, keys),
    presign: async (key, seconds) => presignObject(bucket, key, seconds),
  };
}

async function presignObject(bucket: Bucket, key: string, seconds: number): Promise<string> {
  if (Object.keys(bucket.headers.read).length > 0) {
    throw new SightlineError('unsupported-remote', `objects of ${bucket.url} are read with headers, which no url can hold`, {
      hint: 'Take sse_customer_key and request_payer out of the configuration of the remote.',
    });
  }
  return bucket.client.presign(bucket.full(key), seconds);
}

async function readObject(bucket: Bucket, key: string, maxBytes: number): Promise<Uint8Array | undefined> {
  const call = { operation: 'GetObject', method: 'GET', key: bucket.full(key), headers: bucket.headers.read } as const;
  return bucket.client.sendIfThere(call, async (response) => {
    const bytes = Number(header(response, 'content-length')) > maxBytes ? undefined : await readUpTo(response, maxBytes + 1);
    if (bytes === undefined || bytes.length > maxBytes) {
      await discard(response);
      throw new SightlineError('file-too-large', `'${key}' of ${bucket.url} is larger than ${maxBytes} bytes`);
    }
    return bytes;
  });
}
