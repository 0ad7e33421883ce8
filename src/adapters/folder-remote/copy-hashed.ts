import { createHash, hash } from 'node:crypto';
import type { FileHandle } from 'node:fs/promises';
import { open } from 'node:fs/promises';
import type { Downloaded, TransferOptions } from '../../core/remote-ports.ts';
import { SightlineError } from '../../core/errors.ts';

const blockBytes = 1 << 20;

/** Copies an open file to a new one and answers the md5 of the bytes that were written; they are read once. */
export async function copyHashed(source: FileHandle, target: string, { signal, onBytes }: TransferOptions): Promise<Downloaded> {
  const { size } = await source.stat();
  const copy = await openNew(target);
  try {
    if (size <= blockBytes) {
      const bytes = await source.readFile();
      await copy.writeFile(bytes);
      onBytes?.(bytes.length);
      return { md5: hash('md5', bytes, 'hex'), size: bytes.length };
    }
    return await copyBlocks(source, copy, signal, onBytes);
  } finally {
    await copy.close();
  }
}

async function openNew(target: string): Promise<FileHandle> {
  try {
    return await open(target, 'wx');
  } catch (error) {
    throw new SightlineError('write-failed', `'${target}' could not be written: ${String(error)}`, { cause: error });
  }
}

/** The next block is read and the last one written while one is hashed. */
async function copyBlocks(
  source: FileHandle,
  copy: FileHandle,
  signal: TransferOptions['signal'],
  onBytes: TransferOptions['onBytes'],
): Promise<Downloaded> {
  const digest = createHash('md5');
  let [block, spare] = [Buffer.allocUnsafe(blockBytes), Buffer.allocUnsafe(blockBytes)];
  let size = 0;
  let { bytesRead } = await source.read(block, 0, blockBytes, 0);
  while (bytesRead > 0) {
    signal?.throwIfAborted();
    const part = block.subarray(0, bytesRead);
    const reading = source.read(spare, 0, blockBytes, size + bytesRead);
    const writing = copy.writeFile(part);
    digest.update(part);
    const [next] = await Promise.all([reading, writing]);
    size += bytesRead;
    onBytes?.(bytesRead);
    bytesRead = next.bytesRead;
    [block, spare] = [spare, block];
  }
  return { md5: digest.digest('hex'), size };
}
