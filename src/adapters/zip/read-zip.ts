import type { Readable } from 'node:stream';
import type { Entry, ZipFile } from 'yauzl';
import { SightlineError } from '../../core/errors.ts';
import type { Unzip, ZipBounds } from '../../core/report-ports.ts';

/** A file packs to no less than this share of its size, unless it is made to fill a disk. */
const mostRatio = 200;
const [typeMask, regularFile] = [0o170_000, 0o100_000];

/** The zip library is loaded when it is needed. Nothing is written anywhere. */
export const readZip: Unzip = async (zip, bounds) => {
  const { fromBufferPromise } = await import('yauzl');
  try {
    const options = { autoClose: false, decodeStrings: true, strictFileNames: true, validateEntrySizes: true };
    const file = await fromBufferPromise(Buffer.from(zip.buffer, zip.byteOffset, zip.byteLength), options);
    const entry = await findEntry(file, bounds);
    return entry === undefined ? undefined : await unpack(await file.openReadStreamPromise(entry), bounds);
  } catch (cause) {
    throw cause instanceof SightlineError ? cause : refuse(cause instanceof Error ? cause.message : String(cause), cause);
  }
};

/** All entries are looked at before one is unpacked. */
async function findEntry(file: ZipFile, { wanted, known, mostBytes }: ZipBounds): Promise<Entry | undefined> {
  const allowed = new Set([wanted, ...known]);
  if (file.entryCount > allowed.size) {
    throw refuse(`it holds ${file.entryCount} files, and a report has at most ${allowed.size}`);
  }
  const seen = new Map<string, Entry>();
  for await (const entry of file.eachEntry()) {
    const { fileName: name } = entry;
    if (!allowed.has(name) || seen.has(name)) {
      throw refuse(seen.has(name) ? `'${name}' is there twice` : `'${name}' is no file of a report`);
    }
    const type = (entry.externalFileAttributes >>> 16) & typeMask;
    if (type !== 0 && type !== regularFile) {
      throw refuse(`'${name}' is a link or something else that is no plain file`);
    }
    if (entry.isEncrypted()) {
      throw refuse(`'${name}' is encrypted`);
    }
    seen.set(name, entry);
  }
  const entry = seen.get(wanted);
  if (entry !== undefined && entry.uncompressedSize > Math.min(mostBytes, mostRatio * Math.max(1, entry.compressedSize))) {
    throw refuse(`'${wanted}' unpacks from ${entry.compressedSize} to ${entry.uncompressedSize} bytes`);
  }
  return entry;
}

/** The size that a zip names is anybody's word, so the bytes are counted. */
async function unpack(stream: Readable, { wanted, mostBytes }: ZipBounds): Promise<Uint8Array> {
  const parts: Buffer[] = [];
  let bytes = 0;
  for await (const part of stream as AsyncIterable<Buffer>) {
    bytes += part.length;
    if (bytes > mostBytes) {
      throw refuse(`'${wanted}' has more than ${mostBytes} bytes`);
    }
    parts.push(part);
  }
  return Buffer.concat(parts);
}

function refuse(why: string, cause?: unknown): SightlineError {
  return new SightlineError('bad-artifact', `the artifact is not read: ${why}`, { cause });
}
