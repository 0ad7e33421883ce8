import { createHash } from 'node:crypto';
import { SightlineError } from '../../core/errors.ts';
import type { Bucket } from './bucket.ts';
import { discard, readXml } from './response.ts';
import { escapeXml } from './xml.ts';

/** What one request may name. */
const mostKeys = 1000;
const mostAnswerBytes = 8 << 20;

/** Removes objects by the thousand. Keys that XML can't hold are removed one by one. */
export async function removeObjects(bucket: Bucket, keys: readonly string[]): Promise<void> {
  const odd = keys.filter((key) => !isXmlText(key));
  const plain = odd.length === 0 ? keys : keys.filter(isXmlText);
  for (let at = 0; at < plain.length; at += mostKeys) {
    await removeMany(bucket, plain.slice(at, at + mostKeys));
  }
  for (const key of odd) {
    const call = {
      operation: 'DeleteObject',
      method: 'DELETE',
      key: bucket.full(key),
      headers: bucket.headers.payer,
      expected: [404],
    } as const;
    await bucket.client.send(call, discard);
  }
}

function isXmlText(text: string): boolean {
  // oxlint-disable-next-line no-control-regex -- these are what XML 1.0 has no way to write
  return !/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/.test(text);
}

async function removeMany(bucket: Bucket, keys: readonly string[]): Promise<void> {
  const entries = keys.map((key) => `<Object><Key>${escapeXml(bucket.full(key))}</Key></Object>`).join('');
  const body = Buffer.from(`<Delete xmlns="http://s3.amazonaws.com/doc/2006-03-01/">${entries}<Quiet>true</Quiet></Delete>`);
  const headers = { ...bucket.headers.payer, 'content-md5': createHash('md5').update(body).digest('base64') };
  const call = { operation: 'DeleteObjects', method: 'POST', query: { delete: '' }, headers, body } as const;
  await bucket.client.send(call, async (response) => {
    const [failed] = (await readXml(response, mostAnswerBytes)).all('Error');
    const code = failed?.text('Code') ?? '';
    if (failed !== undefined && code !== 'NoSuchKey') {
      const key = failed.text('Key') ?? '';
      const denied = code === 'AccessDenied';
      throw new SightlineError(
        denied ? 'remote-denied' : 'remote-failed',
        `'${key}' was not removed: ${code}: ${failed.text('Message') ?? ''}`,
      );
    }
  });
}
