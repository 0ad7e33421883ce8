import { SightlineError } from '../../core/errors.ts';
import type { RemoteFile } from '../../core/remote-ports.ts';
import type { Bucket } from './bucket.ts';
import { readUpTo, unquoted } from './response.ts';
import { ShortBody } from './s3-failure.ts';
import { XmlAnswer } from './xml.ts';

/** A page holds at most 1,000 keys of at most 1,024 bytes, three times that when they are encoded. */
const mostPageBytes = 16 << 20;

/** Pages of the files whose key starts with `prefix`. */
export async function* listObjects(bucket: Bucket, prefix: string, signal?: AbortSignal): AsyncGenerator<readonly RemoteFile[]> {
  const above = bucket.full('').length;
  for (let token: string | undefined; ;) {
    const page = await readPage(bucket, bucket.full(prefix), token, signal);
    const isEncoded = page.text('EncodingType') === 'url';
    const files = page.all('Contents').map((entry) => readEntry(entry, above, isEncoded));
    if (files.length > 0) {
      yield files;
    }
    const next = page.text('IsTruncated') === 'true' ? page.text('NextContinuationToken') : undefined;
    if (next === undefined || next === token) {
      return;
    }
    token = next;
  }
}

async function readPage(bucket: Bucket, prefix: string, token: string | undefined, signal?: AbortSignal): Promise<XmlAnswer> {
  const query = {
    'list-type': '2',
    'encoding-type': 'url',
    'max-keys': '1000',
    prefix,
    ...(token === undefined ? {} : { 'continuation-token': token }),
  };
  return bucket.client.send(
    { operation: 'ListObjectsV2', method: 'GET', query, headers: bucket.headers.payer, signal },
    async (response) => {
      const text = (await readUpTo(response, mostPageBytes)).toString();
      if (!text.includes('</ListBucketResult>')) {
        throw new ShortBody('the listing is not whole');
      }
      return new XmlAnswer(text);
    },
  );
}

function readEntry(entry: XmlAnswer, above: number, isEncoded: boolean): RemoteFile {
  const raw = entry.text('Key') ?? '';
  const size = Number(entry.text('Size') || 'missing');
  const etag = unquoted(entry.text('ETag'));
  if (!Number.isSafeInteger(size) || size < 0) {
    throw new SightlineError('remote-failed', `a listing of the remote says no size of '${raw}'`);
  }
  const modified = Date.parse(entry.text('LastModified') ?? '');
  return {
    key: (isEncoded ? decodeKey(raw) : raw).slice(above),
    size,
    ...(Number.isNaN(modified) ? {} : { modified }),
    ...(etag === undefined ? {} : { etag }),
  };
}

/** As a form encodes it: a space is a plus sign. */
function decodeKey(text: string): string {
  if (!/[%+]/.test(text)) {
    return text;
  }
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch (error) {
    throw new SightlineError('remote-failed', `a listing of the remote has a key that can't be read: '${text}'`, { cause: error });
  }
}
