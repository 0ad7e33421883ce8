import { once } from 'node:events';
import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import type { Digest, DigestedFile, Digester } from '../../core/cache-ports.ts';

/** Beside the bundle's chunks lies the bundled worker. */
const worker = new URL(import.meta.url.endsWith('.ts') ? 'digest-worker.ts' : '../digest-worker.mjs', import.meta.url);
const mostThreads = 16;

/** A thread for each core, started when there is work for it: reading and hashing small files keeps a core busy. */
export function openDigester(): Digester {
  const concurrency = Math.min(availableParallelism(), mostThreads);
  const { threads, take, giveBack } = openThreads(concurrency);
  return {
    concurrency,
    digest: async (files: readonly DigestedFile[]) => {
      const thread = await take();
      // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread has no origin
      thread.postMessage(files);
      const [digests] = (await once(thread, 'message')) as [readonly Digest[]]; // rejects when the thread ends with an error
      giveBack(thread);
      return digests;
    },
    [Symbol.asyncDispose]: async () => {
      await Promise.all(threads.map((thread) => thread.terminate()));
    },
  };
}

interface Threads {
  /** Those that were started. */
  readonly threads: readonly Worker[];
  /** One that nobody else has, as soon as there is one. */
  take(this: void): Worker | Promise<Worker>;
  giveBack(this: void, thread: Worker): void;
}

function openThreads(most: number): Threads {
  const threads: Worker[] = [];
  const idle: Worker[] = [];
  const waiting: ((thread: Worker) => void)[] = [];
  const take = (): Worker | Promise<Worker> => {
    const free = idle.pop();
    if (free !== undefined) {
      return free;
    }
    if (threads.length < most) {
      const started = new Worker(worker);
      threads.push(started);
      return started;
    }
    return new Promise((resolve) => {
      waiting.push(resolve);
    });
  };
  const giveBack = (thread: Worker): void => {
    const next = waiting.shift();
    if (next === undefined) {
      idle.push(thread);
    } else {
      next(thread);
    }
  };
  return { threads, take, giveBack };
}
