import type { Downloaded, TransferOptions } from '../../core/remote-ports.ts';
import { HttpClient } from './http-client.ts';
import { refusal, writeBody } from './http-source.ts';

const concurrency = 16;
const largestObject = 5 * 2 ** 40;

/** Reads many urls of http and https, through the checks of addresses that imports have. */
export function createUrlReader(env: Readonly<Record<string, string | undefined>>): {
  readonly concurrency: number;
  download(url: string, target: string, options: TransferOptions): Promise<Downloaded | undefined>;
} {
  const client = new HttpClient(env, concurrency);
  return {
    concurrency,
    download: (url, target, { signal, onBytes }) =>
      client.send('GET', url, signal, async ({ response: { statusCode, headers, body } }) => {
        if (statusCode !== 200) {
          await body.dump();
          if (statusCode === 404 || statusCode === 410) {
            return undefined;
          }
          throw refusal(statusCode, url);
        }
        const size = Number(headers['content-length'] ?? Number.NaN);
        const received = await writeBody(body, target, Number.isNaN(size) ? largestObject : size, url, onBytes);
        if (!Number.isNaN(size) && received.size !== size) {
          throw new Error(`the body ended after ${received.size} of ${size} bytes`);
        }
        return received;
      }),
  };
}
