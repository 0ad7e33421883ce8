import type { Dispatcher } from 'undici';
import { headerOf } from '../../core/http/answer-headers.ts';
import { XmlAnswer } from './xml.ts';

/** What came back: the body must be read or left to `discard`. */
export type S3Response = Dispatcher.ResponseData;

/** One header as text. */
export function header(response: S3Response, name: string): string | undefined {
  return headerOf(response.headers, name);
}

/** The etag that a header or a listing tells, without its quotes. */
export function unquoted<Text extends string | undefined>(etag: Text): Text {
  return etag?.replace(/^"|"$/g, '') as Text;
}

/** Done with a response whose body nobody needs. */
export async function discard(response: S3Response): Promise<void> {
  await response.body.dump();
}

/** The body, as far as `most` bytes; the rest is dropped with the connection. */
export async function readUpTo(response: S3Response, most: number): Promise<Buffer> {
  if (Number(header(response, 'content-length')) <= most) {
    return Buffer.from(await response.body.arrayBuffer());
  }
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of response.body as AsyncIterable<Buffer>) {
    chunks.push(chunk);
    size += chunk.length;
    if (size > most) {
      break;
    }
  }
  return Buffer.concat(chunks).subarray(0, most);
}

/** The body as an answer to look into. */
export async function readXml(response: S3Response, mostBytes: number): Promise<XmlAnswer> {
  return new XmlAnswer((await readUpTo(response, mostBytes)).toString());
}
