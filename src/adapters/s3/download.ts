import { createHash, type Hash } from 'node:crypto';
import { rmSync, writeFileSync } from 'node:fs';
import { open } from 'node:fs/promises';
import type { Downloaded, TransferOptions } from '../../core/remote-ports.ts';
import { versionFacts, type Bucket } from './bucket.ts';
import { ShortBody } from './retry-plan.ts';
import { discard, header, type S3Call, type S3Response } from './s3-client.ts';

/** Up to here a body is gathered and written with one call. */
const smallBytes = 1 << 20;

/** How a download is asked for. */
export type DownloadOptions = TransferOptions & { readonly versionId?: string };

/** What has arrived of a file so far. */
interface Progress {
  readonly hash: Hash;
  readonly etag: string | undefined;
  size: number;
}

/** Writes an object to a new file. A broken one goes on where it broke, as long as it is the same object. */
export async function downloadObject(
  bucket: Bucket,
  key: string,
  target: string,
  options: DownloadOptions,
): Promise<Downloaded | undefined> {
  let progress: Progress | undefined;
  const receive = async (response: S3Response): Promise<Downloaded | undefined> => {
    if (response.statusCode === 404 || response.statusCode === 412 || response.statusCode === 416) {
      await discard(response);
      if (response.statusCode === 404) {
        return undefined;
      }
      progress = undefined; // it was replaced meanwhile
      throw new ShortBody('the object changed while it was read');
    }
    const facts = versionFacts(response);
    const length = contentLength(response);
    if (response.statusCode === 200 && length !== undefined && length <= smallBytes) {
      return receiveSmall(response, length, target, facts, options);
    }
    progress = response.statusCode === 206 ? progress : undefined;
    progress ??= { hash: createHash('md5'), etag: facts.etag, size: 0 };
    const total = length === undefined ? undefined : progress.size + length;
    await receiveLarge(response, progress, target, options);
    if (total !== undefined && progress.size !== total) {
      throw new ShortBody(`the body ended after ${progress.size} of ${total} bytes`);
    }
    return { md5: progress.hash.digest('hex'), size: progress.size, ...facts };
  };
  try {
    return await bucket.client.send(() => callFor(bucket, key, options, progress), receive);
  } catch (error) {
    rmSync(target, { force: true });
    throw error;
  }
}

function callFor(bucket: Bucket, key: string, options: DownloadOptions, progress: Progress | undefined): S3Call {
  const { versionId, signal } = options;
  const isRest = progress?.etag !== undefined && progress.size > 0;
  return {
    operation: 'GetObject',
    method: 'GET',
    key: bucket.full(key),
    ...(versionId === undefined ? {} : { query: { versionId } }),
    headers: isRest ? { ...bucket.headers.read, range: `bytes=${progress.size}-`, 'if-match': `"${progress.etag}"` } : bucket.headers.read,
    signal,
    expected: [404, 412, 416],
  };
}

function contentLength(response: S3Response): number | undefined {
  const text = header(response, 'content-length');
  return text === undefined ? undefined : Number(text);
}

async function receiveSmall(
  response: S3Response,
  length: number,
  target: string,
  facts: Pick<Downloaded, 'etag' | 'versionId'>,
  options: TransferOptions,
): Promise<Downloaded> {
  const bytes = Buffer.from(await response.body.arrayBuffer());
  if (bytes.length !== length) {
    throw new ShortBody(`the body ended after ${bytes.length} of ${length} bytes`);
  }
  writeFileSync(target, bytes);
  options.onBytes?.(length);
  return { md5: createHash('md5').update(bytes).digest('hex'), size: length, ...facts };
}

async function receiveLarge(response: S3Response, progress: Progress, target: string, options: TransferOptions): Promise<void> {
  await using file = await open(target, progress.size === 0 ? 'w' : 'r+');
  for await (const chunk of response.body as AsyncIterable<Buffer>) {
    await file.write(chunk, 0, chunk.length, progress.size);
    progress.hash.update(chunk);
    progress.size += chunk.length;
    options.onBytes?.(chunk.length);
  }
}
