import { createHash } from 'node:crypto';
import { type FileHandle, open } from 'node:fs/promises';
import { asReadError } from './file-errors.ts';

const blockBytes = 4 << 20;

/** Copies a file and answers the md5 of what was written. A block is hashed while it is written and the next one read. */
export async function copyHashed(file: string, temporary: string): Promise<string> {
  await using source = await open(file, 'r').catch((error: unknown) => {
    throw asReadError(error, file);
  });
  await using target = await open(temporary, 'wx');
  const digest = createHash('md5');
  let [block, other] = [Buffer.allocUnsafeSlow(blockBytes), Buffer.allocUnsafeSlow(blockBytes)];
  let length = await readBlock(source, block, file);
  while (length > 0) {
    const part = block.subarray(0, length);
    const moving = Promise.all([readBlock(source, other, file), target.writeFile(part)]);
    digest.update(part); // while the two are under way
    [length] = await moving;
    [block, other] = [other, block];
  }
  return digest.digest('hex');
}

async function readBlock(source: FileHandle, block: Buffer, file: string): Promise<number> {
  try {
    return (await source.read(block, 0, block.length, null)).bytesRead;
  } catch (error) {
    throw asReadError(error, file);
  }
}
