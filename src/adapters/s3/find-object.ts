import type { RemoteFile } from '../../core/remote-ports.ts';
import { versionFacts, type Bucket } from './bucket.ts';
import { discard } from './response.ts';
import { failureOf } from './s3-failure.ts';

/** An id that another store gave is a bad request, and one of a deletion can't be read. */
const unknownVersion = new Set(['NoSuchVersion', 'InvalidArgument', 'MethodNotAllowed']);

/** An object's facts; undefined when it isn't there. */
export async function findObject(bucket: Bucket, key: string, versionId?: string): Promise<RemoteFile | undefined> {
  try {
    const found = await askFor(bucket, key, versionId);
    if (found === undefined && !bucket.client.hasSucceeded) {
      await askInWords(bucket, key, versionId);
    }
    return found;
  } catch (error) {
    if (failureOf(error)?.code !== '') {
      throw error;
    }
    return (await askInWords(bucket, key, versionId)) ? askFor(bucket, key, versionId) : undefined;
  }
}

async function askFor(bucket: Bucket, key: string, versionId: string | undefined): Promise<RemoteFile | undefined> {
  const call = {
    operation: 'HeadObject',
    method: 'HEAD',
    key: bucket.full(key),
    ...(versionId === undefined ? {} : { query: { versionId } }),
    headers: bucket.headers.read,
  } as const;
  return bucket.client.sendIfThere(call, async (response) => {
    await discard(response);
    return { key, size: Number(response.headers['content-length']), ...versionFacts(response) };
  });
}

/**
 * An answer to HEAD has no body to say what is wrong, as that there is no bucket or that credentials expired: one to GET
 * has. Answers false when it is the version that isn't there.
 */
async function askInWords(bucket: Bucket, key: string, versionId: string | undefined): Promise<boolean> {
  const call = {
    operation: 'GetObject',
    method: 'GET',
    key: bucket.full(key),
    ...(versionId === undefined ? {} : { query: { versionId } }),
    headers: { ...bucket.headers.read, range: 'bytes=0-0' },
    expected: [416],
  } as const;
  try {
    await bucket.client.sendIfThere(call, discard);
    return true;
  } catch (error) {
    if (versionId !== undefined && unknownVersion.has(failureOf(error)?.code ?? '')) {
      return false;
    }
    throw error;
  }
}
