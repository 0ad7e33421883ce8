import { createHash, hash } from 'node:crypto';
import { rmSync } from 'node:fs';
import { open } from 'node:fs/promises';
import type { SourceFile } from '../../core/data/import-source.ts';
import { SightlineError } from '../../core/errors.ts';
import { headerOf } from '../../core/http/answer-headers.ts';
import type { ImportSource } from '../../core/import-ports.ts';
import type { Downloaded, TransferOptions } from '../../core/remote-ports.ts';
import type { Value } from '../../core/value/value.ts';
import { reprPython } from '../../core/value/python-text.ts';
import { type HttpAnswer, HttpClient, withoutQuery } from './http-client.ts';

const concurrency = 8;
const mostUnannouncedBytes = 64 * 2 ** 30;

/** A file on a web server as data to import. */
export function createHttpSource(url: string, env: Readonly<Record<string, string | undefined>>): ImportSource {
  const client = new HttpClient(env, concurrency);
  return {
    concurrency,
    state: async (signal) => {
      const file = (await ask(client, 'HEAD', url, signal)) ?? (await ask(client, 'GET', url, signal));
      return file === undefined ? undefined : { tokenName: 'checksum', isFolder: false, isVersioned: false, files: [file] };
    },
    download: async (file, target, options = {}) =>
      client.send('GET', url, options.signal, async (answer) => receive(answer, url, file, target, options)),
  };
}

/** Not every server answers a HEAD, and not every one tells the size then. */
async function ask(
  client: HttpClient,
  method: 'HEAD' | 'GET',
  url: string,
  signal: AbortSignal | undefined,
): Promise<SourceFile | undefined> {
  return client.send(method, url, signal, async (answer) => {
    const { statusCode, body } = answer.response;
    body.on('error', () => {}); // what isn't read may break
    body.destroy();
    const file = statusCode === 200 ? describe(answer, url) : undefined;
    if (method === 'HEAD' || statusCode === 200 || statusCode === 404 || statusCode === 410) {
      return file?.size === undefined && method === 'HEAD' ? undefined : file;
    }
    throw refusal(statusCode, url);
  });
}

/** The error of a status that is no answer. */
export function refusal(status: number, url: string): SightlineError {
  const isDenied = status === 401 || status === 403;
  return new SightlineError(isDenied ? 'remote-denied' : 'remote-failed', `the server answers ${status} for ${withoutQuery(url)}`);
}

function header({ response }: HttpAnswer, name: string): string | undefined {
  return headerOf(response.headers, name);
}

function describe(answer: HttpAnswer, url: string): SourceFile {
  const length = header(answer, 'content-length');
  const isPlain = ['', 'identity'].includes(header(answer, 'content-encoding') ?? '');
  const size = isPlain && length !== undefined && /^\d+$/.test(length) ? Number(length) : undefined;
  const token = header(answer, 'etag') ?? header(answer, 'content-md5') ?? factsToken(answer, url, size);
  return { relpath: '', token, ...(size === undefined ? {} : { size }) };
}

/** What DVC takes where a server gives neither an ETag nor a Content-MD5: md5 of all it tells, in Python's spelling, as a number. */
function factsToken(answer: HttpAnswer, url: string, size: number | undefined): string {
  const type = header(answer, 'content-type')?.split(';')[0];
  const facts: readonly (readonly [string, Value | undefined])[] = [
    ['name', url],
    ['size', size === undefined ? null : BigInt(size)],
    ['mimetype', type],
    ['partial', header(answer, 'accept-ranges') === 'none' ? false : undefined],
    ['url', answer.url],
    ['Digest', header(answer, 'digest')],
    ['Last-Modified', header(answer, 'last-modified')],
    ['type', 'file'],
  ];
  const given = facts.flatMap(([name, value]): [string, Value][] => (value === undefined ? [] : [[name, value]]));
  return BigInt(`0x${hash('md5', `(${reprPython(new Map(given))},)`, 'hex')}`).toString();
}

async function receive(
  answer: HttpAnswer,
  url: string,
  file: SourceFile,
  target: string,
  { onBytes }: TransferOptions,
): Promise<Downloaded | undefined> {
  const { statusCode, body } = answer.response;
  if (statusCode !== 200) {
    await body.dump();
    if (statusCode === 404 || statusCode === 410) {
      return undefined;
    }
    throw refusal(statusCode, url);
  }
  if (!['', 'identity'].includes(header(answer, 'content-encoding') ?? '')) {
    body.destroy();
    throw new SightlineError('remote-failed', `${withoutQuery(url)} comes encoded although that wasn't asked for`);
  }
  if (header(answer, 'etag') !== undefined && header(answer, 'etag') !== file.token) {
    body.destroy();
    return undefined;
  }
  const received = await writeBody(body, target, file.size ?? mostUnannouncedBytes, url, onBytes);
  if (file.size !== undefined && received.size !== file.size) {
    throw new Error(`the body ended after ${received.size} of ${file.size} bytes`);
  }
  return received;
}

/** Writes at most so many bytes to a new file, which is gone when they don't all come. */
export async function writeBody(
  body: AsyncIterable<Buffer>,
  target: string,
  most: number,
  url: string,
  onBytes: TransferOptions['onBytes'],
): Promise<Downloaded> {
  const digest = createHash('md5');
  let size = 0;
  try {
    await using handle = await open(target, 'w');
    for await (const chunk of body) {
      size += chunk.length;
      if (size > most) {
        throw new SightlineError('remote-failed', `${withoutQuery(url)} sends more than the ${most} bytes that it may have`);
      }
      await handle.writeFile(chunk);
      digest.update(chunk);
      onBytes?.(chunk.length);
    }
  } catch (error) {
    rmSync(target, { force: true });
    throw error;
  }
  return { md5: digest.digest('hex'), size };
}
