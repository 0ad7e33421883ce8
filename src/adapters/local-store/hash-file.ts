import { createHash, hash } from 'node:crypto';
import { closeSync, openSync, readFileSync, readSync } from 'node:fs';
import type { HashInfo } from '../../core/data/hash-info.ts';
import { isTextBlock } from '../../core/data/text-block.ts';

/** How a content is named. */
export type HashKind = HashInfo['hash'];

const wholeBytes = 4 << 20;
/** DVC 2 judges each block of this size by itself whether it is text. */
const blockBytes = 1 << 20;

/** The md5 of a file of about `size` bytes, read once. */
export function hashFile(file: string, size: number, kind: HashKind): string {
  if (kind === 'md5' && size <= wholeBytes) {
    return hash('md5', readFileSync(file), 'hex');
  }
  const digest = createHash('md5');
  const block = Buffer.allocUnsafe(blockBytes);
  const descriptor = openSync(file, 'r');
  try {
    for (let length = fillBlock(descriptor, block); length > 0; length = fillBlock(descriptor, block)) {
      const part = block.subarray(0, length);
      digest.update(kind === 'md5-dos2unix' && isTextBlock(part) ? toUnix(part) : part);
    }
  } finally {
    closeSync(descriptor);
  }
  return digest.digest('hex');
}

/** Reads until the block is full or the file ends. Answers the number of bytes. */
export function fillBlock(descriptor: number, block: Buffer): number {
  let length = 0;
  while (length < block.length) {
    const read = readSync(descriptor, block, length, block.length - length, null);
    if (read === 0) {
      break;
    }
    length += read;
  }
  return length;
}

function toUnix(part: Buffer): Buffer {
  return Buffer.from(part.toString('latin1').replaceAll('\r\n', '\n'), 'latin1');
}
