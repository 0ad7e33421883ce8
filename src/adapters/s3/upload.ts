import { hash } from 'node:crypto';
import { readFile, stat } from 'node:fs';
import { promisify } from 'node:util';
import type { RemoteFile, TransferOptions } from '../../core/remote-ports.ts';
import { versionFacts, type Bucket } from './bucket.ts';
import { reading } from './file-parts.ts';
import { findObject } from './find-object.ts';
import { uploadInParts } from './parted-upload.ts';
import { discard } from './response.ts';

// a third of the time of node:fs/promises for small files
const read = promisify(readFile);
const statFile = promisify(stat);

/** Above this a file goes in parts. */
const singleBytes = 64 << 20;
/** Files up to this size aren't counted: there are never more of them than requests. */
const smallBytes = 1 << 20;

/** How an upload is asked for. */
export type UploadOptions = TransferOptions & { readonly ifAbsent?: boolean };

/** Sends a file; undefined when it was to be left because there is one. */
export async function uploadObject(bucket: Bucket, source: string, key: string, options: UploadOptions): Promise<RemoteFile | undefined> {
  const { size } = await reading(source, statFile(source));
  if (size > singleBytes) {
    return uploadInParts({ bucket, source, key, size, options });
  }
  const send = async (): Promise<RemoteFile | undefined> => putObject(bucket, key, await reading(source, read(source)), options);
  const sent = await (size <= smallBytes ? send() : bucket.memory.with(size, send));
  options.onBytes?.(size);
  return sent;
}

/** Sends bytes as an object of its own. */
export async function putObject(bucket: Bucket, key: string, body: Uint8Array, options: UploadOptions): Promise<RemoteFile | undefined> {
  const headers = { ...bucket.headers.create, ...(options.ifAbsent === true ? { 'if-none-match': '*' } : {}) };
  const call = {
    operation: 'PutObject',
    method: 'PUT',
    key: bucket.full(key),
    headers,
    body,
    checksum: bucket.checksum,
    signal: options.signal,
    expected: options.ifAbsent === true ? [412] : [],
  } as const;
  const { file, tries } = await bucket.client.send(call, async (response, tries) => {
    await discard(response);
    const file = response.statusCode === 412 ? undefined : { key, size: body.length, ...versionFacts(response) };
    return { file, tries };
  });
  return file ?? (tries > 1 ? ownObject(bucket, key, body) : undefined);
}

/** An earlier try may have got through without our hearing of it: then what is there is what we sent. */
async function ownObject(bucket: Bucket, key: string, body: Uint8Array): Promise<RemoteFile | undefined> {
  const found = await findObject(bucket, key);
  return found?.etag === hash('md5', body) ? found : undefined;
}
