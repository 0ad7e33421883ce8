import type { Digester } from '../../core/cache-ports.ts';
import { openFileThreads } from './file-threads.ts';

/** Hashes files on all cores; what can't be read is an answer, too, so no file keeps the others from theirs. */
export function openDigester(): Digester {
  const threads = openFileThreads('digest', undefined);
  return {
    concurrency: threads.concurrency,
    digest: async (files) => (await threads.run(files)).done,
    [Symbol.asyncDispose]: async () => threads[Symbol.asyncDispose](),
  };
}
