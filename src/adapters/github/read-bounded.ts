import { SightlineError } from '../../core/errors.ts';

/** All bytes of a stream, which is left as soon as there are more than may be. Throws `bad-artifact` then. */
export async function readBounded(stream: AsyncIterable<Uint8Array>, mostBytes: number, name: string): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  let bytes = 0;
  for await (const part of stream) {
    bytes += part.byteLength;
    if (bytes > mostBytes) {
      throw new SightlineError('bad-artifact', `the artifact ${name} has more than ${mostBytes} bytes`);
    }
    parts.push(part);
  }
  return Buffer.concat(parts);
}
