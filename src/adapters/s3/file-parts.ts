import type { FileHandle } from 'node:fs/promises';
import { SightlineError } from '../../core/errors.ts';
import type { TransferOptions } from '../../core/remote-ports.ts';
import type { Bucket } from './bucket.ts';
import type { S3Call } from './s3-client.ts';

/** A large file on its way. */
export interface PartedUpload {
  readonly bucket: Bucket;
  readonly source: string;
  readonly key: string;
  readonly size: number;
  readonly options: TransferOptions & { readonly ifAbsent?: boolean };
}

/** A part that the server has. */
export interface SentPart {
  readonly number: number;
  readonly etag: string;
  readonly crc32: string | undefined;
}

const mostParts = 10_000;
const mebibyte = 1 << 20;
/** A size that no other tool uses: by it we know our own unfinished uploads. */
const usualPartBytes = 16 * mebibyte + (32 << 10);

/** How large the parts of a file are, but for the last one. */
export function partBytesOf(size: number): number {
  const least = Math.ceil(size / mostParts / mebibyte) * mebibyte + (32 << 10);
  return Math.max(usualPartBytes, least);
}

/** The numbers of a file's parts, from 1. */
export function partNumbers(size: number): readonly number[] {
  return Array.from({ length: Math.ceil(size / partBytesOf(size)) }, (_, at) => at + 1);
}

/** How large that part is. */
export function bytesOfPart(size: number, number: number): number {
  const partBytes = partBytesOf(size);
  return Math.min(partBytes, size - (number - 1) * partBytes);
}

/** The bytes of one part; numbers count from 1. */
export async function readPart(upload: PartedUpload, file: FileHandle, number: number): Promise<Buffer> {
  const start = (number - 1) * partBytesOf(upload.size);
  const bytes = Buffer.allocUnsafe(bytesOfPart(upload.size, number));
  for (let filled = 0; filled < bytes.length;) {
    const { bytesRead } = await reading(upload.source, file.read(bytes, filled, bytes.length - filled, start + filled));
    if (bytesRead === 0) {
      throw new SightlineError('unreadable-file', `'${upload.source}' became shorter while it was sent`);
    }
    filled += bytesRead;
  }
  return bytes;
}

/** The call's fields that all requests of an upload share. */
export function partedCall(
  upload: PartedUpload,
  operation: string,
  method: S3Call['method'],
  query: Readonly<Record<string, string>>,
): S3Call {
  const { bucket, key, options } = upload;
  return { operation, method, key: bucket.full(key), query, headers: bucket.headers.part, signal: options.signal };
}

/** Says which file of this machine can't be read. */
export async function reading<T>(source: string, work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    throw new SightlineError('unreadable-file', `'${source}' can't be read`, { cause: error });
  }
}
