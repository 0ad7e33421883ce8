import { readFileSync, statSync } from 'node:fs';
import { createHash } from 'node:crypto';
import type { RemoteFile, TransferOptions } from '../../core/remote-ports.ts';
import { versionFacts, type Bucket } from './bucket.ts';
import { discard } from './s3-client.ts';

/** How an upload is asked for. */
export type UploadOptions = TransferOptions & { readonly ifAbsent?: boolean };

/** Sends a file; undefined when it was to be left because there is one. */
export async function uploadObject(bucket: Bucket, source: string, key: string, options: UploadOptions): Promise<RemoteFile | undefined> {
  const { size } = statSync(source);
  const sent = await putObject(bucket, key, readFileSync(source), options);
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
    const found = response.statusCode === 412 ? undefined : { key, size: body.length, ...versionFacts(response) };
    return { file: found, tries };
  });
  return file ?? (tries > 1 ? ownObject(bucket, key, body) : undefined);
}

/** An earlier try may have got through without our hearing of it: then what is there is what we sent. */
async function ownObject(bucket: Bucket, key: string, body: Uint8Array): Promise<RemoteFile | undefined> {
  const found = await findObject(bucket, key);
  return found?.etag === createHash('md5').update(body).digest('hex') ? found : undefined;
}

/** An id that another store gave is a bad request, and one of a deletion can't be read. */
const unknownVersion = [400, 404, 405];

/** An object's facts; undefined when it isn't there. */
export async function findObject(bucket: Bucket, key: string, versionId?: string): Promise<RemoteFile | undefined> {
  const call = {
    operation: 'HeadObject',
    method: 'HEAD',
    key: bucket.full(key),
    ...(versionId === undefined ? {} : { query: { versionId } }),
    headers: bucket.headers.read,
    expected: versionId === undefined ? [404] : unknownVersion,
  } as const;
  return bucket.client.send(call, async (response) => {
    await discard(response);
    return response.statusCode >= 400 ? undefined : bucket.describe(key, Number(response.headers['content-length']), response);
  });
}
