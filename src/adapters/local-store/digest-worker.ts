import { parentPort } from 'node:worker_threads';
import type { Digest, DigestedFile } from '../../core/cache-ports.ts';
import { hashFile } from './hash-file.ts';

/** A thread that hashes the files it is sent. */
parentPort?.on('message', (files: readonly DigestedFile[]) => {
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread has no origin
  parentPort?.postMessage(files.map(digest));
});

function digest({ path, size, kind }: DigestedFile): Digest {
  try {
    return { md5: hashFile(path, size, kind) };
  } catch (error) {
    return { problem: error instanceof Error ? error.message : String(error) };
  }
}
