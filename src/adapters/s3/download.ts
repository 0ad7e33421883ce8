import { createHash, hash, type Hash } from 'node:crypto';
import { closeSync, open as openCallback, rmSync, writeFileSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { promisify } from 'node:util';
import { crc32 } from 'node:zlib';
import { SightlineError } from '../../core/errors.ts';
import type { Downloaded, TransferOptions } from '../../core/remote-ports.ts';
import { versionFacts, type Bucket } from './bucket.ts';
import { checksumOf, spellCrc32 } from './body-checksum.ts';
import { findObject } from './find-object.ts';
import { discard, header, type S3Response } from './response.ts';
import type { S3Call } from './s3-client.ts';
import { DamagedBody, ShortBody } from './s3-failure.ts';

const openFile = promisify(openCallback);

/** Up to here a body is gathered and written with one call. */
const smallBytes = 1 << 20;

/** The answer doesn't tell how long it is: a second one is asked for when that is known, so that no disk is filled. */
const unannounced = Symbol('unannounced');

/** How a download is asked for. */
export type DownloadOptions = TransferOptions & { readonly versionId?: string };

/** What has arrived of a file so far. */
interface Progress {
  readonly hash: Hash;
  readonly etag: string | undefined;
  /** What the server says of the whole object; undefined when it doesn't. */
  readonly checksum: string | undefined;
  size: number;
  crc: number;
}

/** Writes an object to a new file. A broken one goes on where it broke, as long as it is the same object. */
export async function downloadObject(
  bucket: Bucket,
  key: string,
  target: string,
  options: DownloadOptions,
): Promise<Downloaded | undefined> {
  let progress: Progress | undefined;
  let most: number | undefined;
  const receive = async (response: S3Response): Promise<Downloaded | typeof unannounced> => {
    if (response.statusCode === 412 || response.statusCode === 416) {
      await discard(response);
      progress = undefined;
      throw new ShortBody('the object was replaced while it was read');
    }
    const facts = versionFacts(response);
    const length = contentLength(response);
    if (length === undefined && most === undefined) {
      response.body.on('error', () => {}).destroy();
      return unannounced;
    }
    if (response.statusCode === 200 && length !== undefined && length <= smallBytes) {
      return receiveSmall(response, length, target, facts, options);
    }
    progress = progress !== undefined && isRestFrom(response, progress.size) ? progress : beginning(response, facts.etag);
    const total = length === undefined ? (most ?? 0) : progress.size + length;
    await receiveLarge(response, progress, { target, total, url: `${bucket.url}/${key}` }, options);
    if (progress.size !== total) {
      throw new ShortBody(`the body ended after ${progress.size} of ${total} bytes`);
    }
    if (progress.checksum !== undefined && spellCrc32(progress.crc) !== progress.checksum) {
      progress = undefined;
      throw new DamagedBody('the bytes that come are not those that were sent there, as their checksum tells');
    }
    return { md5: progress.hash.digest('hex'), size: progress.size, ...facts };
  };
  let downloaded: Downloaded | undefined;
  try {
    const ask = async (): Promise<Downloaded | typeof unannounced | undefined> =>
      bucket.client.sendIfThere(() => callFor(bucket, key, options, progress), receive);
    let answer = await ask();
    if (answer === unannounced) {
      most = await sizeOf(bucket, key, options.versionId);
      answer = most === undefined ? undefined : await ask();
    }
    downloaded = answer === unannounced ? undefined : answer;
    return downloaded;
  } finally {
    if (downloaded === undefined) {
      rmSync(target, { force: true }); // it broke, or was removed while it was read
    }
  }
}

function callFor(bucket: Bucket, key: string, options: DownloadOptions, progress: Progress | undefined): S3Call {
  const { versionId, signal } = options;
  const isRest = progress?.etag !== undefined && progress.size > 0;
  const common = { ...bucket.headers.read, ...(bucket.checksum ? { 'x-amz-checksum-mode': 'ENABLED' } : {}) };
  return {
    operation: 'GetObject',
    method: 'GET',
    key: bucket.full(key),
    ...(versionId === undefined ? {} : { query: { versionId } }),
    headers: isRest ? { ...common, range: `bytes=${progress.size}-`, 'if-match': `"${progress.etag}"` } : common,
    signal,
    received: progress?.size ?? 0,
    expected: [412, 416],
  };
}

function beginning(response: S3Response, etag: string | undefined): Progress {
  return { hash: createHash('md5'), etag, checksum: announcedChecksum(response), size: 0, crc: 0 };
}

function isRestFrom(response: S3Response, start: number): boolean {
  return response.statusCode === 206 && header(response, 'content-range')?.startsWith(`bytes ${start}-`) === true;
}

/** The CRC-32 of the whole object; one that is made of those of its parts ends with their number and is left out. */
function announcedChecksum(response: S3Response): string | undefined {
  const checksum = header(response, 'x-amz-checksum-crc32');
  return checksum?.includes('-') === true ? undefined : checksum;
}

/** As HEAD tells it; undefined when the object isn't there any more. */
async function sizeOf(bucket: Bucket, key: string, versionId: string | undefined): Promise<number | undefined> {
  const found = await findObject(bucket, key, versionId);
  if (found !== undefined && !Number.isSafeInteger(found.size)) {
    throw new SightlineError('remote-failed', `${bucket.url}/${key} comes without its size`);
  }
  return found?.size;
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
  const checksum = announcedChecksum(response);
  if (checksum !== undefined && checksumOf(bytes) !== checksum) {
    throw new DamagedBody('the bytes that come are not those that were sent there, as their checksum tells');
  }
  await writing(target, async () => writeSmall(await openFile(target, 'w'), bytes));
  options.onBytes?.(length);
  return { md5: hash('md5', bytes), size: length, ...facts };
}

/** To make a file takes the system a while, to write and close it doesn't. */
function writeSmall(file: number, bytes: Uint8Array): void {
  try {
    writeFileSync(file, bytes);
  } finally {
    closeSync(file);
  }
}

/** A file that is being written. */
interface Target {
  readonly target: string;
  /** How many bytes it will have. */
  readonly total: number;
  /** Of the object, for messages. */
  readonly url: string;
}

async function receiveLarge(
  response: S3Response,
  progress: Progress,
  { target, total, url }: Target,
  options: TransferOptions,
): Promise<void> {
  await using file = await writing(target, async () => open(target, progress.size === 0 ? 'w' : 'r+'));
  for await (const chunk of response.body as AsyncIterable<Buffer>) {
    if (progress.size + chunk.length > total) {
      throw new SightlineError('remote-failed', `${url} sends more than the ${total} bytes that it has`);
    }
    const { bytesWritten } = await writing(target, async () => file.write(chunk, 0, chunk.length, progress.size));
    if (bytesWritten !== chunk.length) {
      throw new SightlineError('write-failed', `'${target}' can't be written: the disk is full`);
    }
    progress.hash.update(chunk);
    progress.crc = crc32(chunk, progress.crc);
    progress.size += chunk.length;
    options.onBytes?.(chunk.length);
  }
}

async function writing<T>(target: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw new SightlineError('write-failed', `'${target}' can't be written`, { cause: error });
  }
}
