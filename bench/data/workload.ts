import { randomFillSync } from 'node:crypto';
import { closeSync, mkdirSync, openSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';

const folders = 20;

/** Writes `count` files of random bytes in 20 folders, as images of as many classes lie. */
export function writeImages(folder: string, count: number, bytes: number): void {
  const content = Buffer.alloc(bytes);
  for (let at = 0; at < count; at++) {
    const name = imagePath(folder, at);
    if (at < folders) {
      mkdirSync(join(name, '..'), { recursive: true });
    }
    writeFileSync(name, randomFillSync(content));
  }
}

/** Gives the first `count` images other bytes. */
export function changeImages(folder: string, count: number, bytes: number): void {
  for (let at = 0; at < count; at++) {
    writeFileSync(imagePath(folder, at), randomFillSync(Buffer.alloc(bytes)));
  }
}

function imagePath(folder: string, at: number): string {
  return join(folder, `class-${at % folders}`, `image-${String(at).padStart(7, '0')}.jpg`);
}

const blockBytes = 16 << 20;

/** Writes one file of random bytes; blocks repeat, since nothing here compresses. */
export function writeLargeFile(file: string, bytes: number): void {
  const block = randomFillSync(Buffer.alloc(blockBytes));
  const descriptor = openSync(file, 'w');
  for (let left = bytes; left > 0; left -= blockBytes) {
    writeSync(descriptor, block, 0, Math.min(blockBytes, left));
  }
  closeSync(descriptor);
}
