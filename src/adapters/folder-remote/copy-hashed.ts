import { createHash, hash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import type { Downloaded, TransferOptions } from '../../core/remote-ports.ts';
import { SightlineError } from '../../core/errors.ts';

const blockBytes = 1 << 20;

/** Copies an open file to a new one and answers the md5 of the bytes that were written; they are read once. */
export async function copyHashed(source: FileHandle, target: string, options: TransferOptions): Promise<Downloaded> {
  const { size } = await source.stat();
  if (size <= blockBytes) {
    const bytes = await readWhole(source, size);
    // Waits for the remote's disk may be long, so they are had side by side; a small write to our own isn't worth three turns.
    try {
      writeFileSync(target, bytes, { flag: 'wx' });
    } catch (error) {
      refuseWrite(error, target);
    }
    options.onBytes?.(bytes.length);
    return { md5: hash('md5', bytes, 'hex'), size: bytes.length };
  }
  const copy = await open(target, 'wx').catch((error: unknown) => refuseWrite(error, target));
  try {
    return await copyBlocks(source, copy, target, options);
  } finally {
    await copy.close();
  }
}

async function readWhole(source: FileHandle, size: number): Promise<Buffer> {
  const bytes = Buffer.allocUnsafe(size);
  let length = 0;
  while (length < size) {
    const { bytesRead } = await source.read(bytes, length, size - length, length);
    if (bytesRead === 0) {
      break;
    }
    length += bytesRead;
  }
  return bytes.subarray(0, length);
}

/** What fails here is our own disk's fault, not the remote's. */
function refuseWrite(error: unknown, target: string): never {
  throw new SightlineError('write-failed', `'${target}' could not be written: ${String(error)}`, { cause: error });
}

/** The next block is read and the last one written while one is hashed. */
async function copyBlocks(source: FileHandle, copy: FileHandle, target: string, { signal, onBytes }: TransferOptions): Promise<Downloaded> {
  const digest = createHash('md5');
  let [block, spare] = [Buffer.allocUnsafe(blockBytes), Buffer.allocUnsafe(blockBytes)];
  let size = 0;
  let { bytesRead } = await source.read(block, 0, blockBytes, 0);
  while (bytesRead > 0) {
    signal?.throwIfAborted();
    const part = block.subarray(0, bytesRead);
    const reading = source.read(spare, 0, blockBytes, size + bytesRead);
    const writing = copy.writeFile(part).catch((error: unknown) => refuseWrite(error, target));
    digest.update(part);
    const [next] = await Promise.all([reading, writing]);
    size += bytesRead;
    onBytes?.(bytesRead);
    bytesRead = next.bytesRead;
    [block, spare] = [spare, block];
  }
  return { md5: digest.digest('hex'), size };
}
