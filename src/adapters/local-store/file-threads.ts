import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import { SightlineError } from '../../core/errors.ts';
import type { FileWork, FileWorks, ThreadAnswer } from './file-works.ts';

/** Beside the bundle's chunks lies the bundled worker. */
const worker = new URL(import.meta.url.endsWith('.ts') ? 'file-worker.ts' : '../file-worker.mjs', import.meta.url);
const mostThreads = 16;

/** Threads that do one kind of work with files; close them when done. */
export interface FileThreads<Work extends FileWork> extends AsyncDisposable {
  /** How many calls at once are worth while. */
  readonly concurrency: number;
  /** Lets a thread work on files. Throws when a thread ends that should not. */
  run(files: readonly FileWorks[Work]['file'][]): Promise<ThreadAnswer<Work>>;
}

/** A thread for each core, started when there is work for it: calls for small files keep a core busy. */
export function openFileThreads<Work extends FileWork>(work: Work, setup: FileWorks[Work]['setup']): FileThreads<Work> {
  const concurrency = Math.min(availableParallelism(), mostThreads);
  const threads: Worker[] = [];
  const idle: Worker[] = [];
  const waiting: PromiseWithResolvers<Worker>[] = [];
  const forget = (thread: Worker): void => {
    for (const list of [threads, idle]) {
      list.splice(0, list.length, ...list.filter((other) => other !== thread));
    }
  };
  const start = (): Worker => {
    const thread = new Worker(worker, { workerData: { work, setup } });
    threads.push(thread);
    // One that ends while it has nothing to do is nobody's loss: the next piece of work starts another.
    return thread.on('error', () => forget(thread)).on('exit', () => forget(thread));
  };
  const take = (): Worker | Promise<Worker> => {
    const free = idle.pop();
    if (free !== undefined) {
      return free;
    }
    if (threads.length < concurrency) {
      return start();
    }
    const next = Promise.withResolvers<Worker>();
    waiting.push(next);
    return next.promise;
  };
  const giveBack = (thread: Worker): void => {
    const next = waiting.shift();
    if (next === undefined) {
      idle.push(thread);
    } else {
      next.resolve(thread);
    }
  };
  return {
    concurrency,
    run: async (files) => {
      const thread = await take();
      try {
        const answer = await ask<ThreadAnswer<Work>>(thread, files);
        giveBack(thread);
        return answer;
      } catch (error) {
        forget(thread);
        waiting.splice(0).forEach((next) => next.reject(error)); // it can't be given to them
        throw error;
      }
    },
    [Symbol.asyncDispose]: async () => {
      await Promise.all(threads.map((thread) => thread.terminate()));
    },
  };
}

/** Sends a message and waits for the answer, or for the thread's end. */
function ask<Answer>(thread: Worker, message: unknown): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const fail = (how: string, cause?: unknown): void =>
      settle(() => reject(new SightlineError('internal', `a thread that works on files ${how}`, cause === undefined ? {} : { cause })));
    const onMessage = (answer: Answer): void => settle(() => resolve(answer));
    const onUnreadable = (error: unknown): void => fail(`sent what can't be read: ${String(error)}`, error);
    const onError = (error: unknown): void => fail(`failed: ${String(error)}`, error);
    const onExit = (code: number): void => fail(`ended with code ${code} before its work was done`);
    const settle = (then: () => void): void => {
      thread.off('message', onMessage).off('messageerror', onUnreadable).off('error', onError).off('exit', onExit);
      then();
    };
    thread.once('message', onMessage).once('messageerror', onUnreadable).once('error', onError).once('exit', onExit);
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread has no origin
    thread.postMessage(message);
  });
}
