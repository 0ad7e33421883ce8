import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Worker } from 'node:worker_threads';
import { expect, it } from 'vitest';
import { temporaryFolder } from '../../../test/support/temporary-folder.ts';
import type { DigestedFile } from '../../core/cache-ports.ts';
import { type FileThreads, openFileThreads } from './file-threads.ts';

const md5 = 'b1946ac92492d2347c6235b4d2611184'; // of 'hello\n'

/** Lets new threads work on a file, and answers the first of them. */
async function withThread(work: (threads: FileThreads<'digest'>, thread: Worker, file: DigestedFile) => Promise<void>): Promise<void> {
  using folder = temporaryFolder();
  const file: DigestedFile = { path: join(folder.path, 'x'), size: 6, kind: 'md5' };
  writeFileSync(file.path, 'hello\n');
  await using threads = openFileThreads('digest', undefined);
  const started = once(process, 'worker') as Promise<[Worker]>;
  expect(await threads.run([file])).toEqual({ done: [{ md5 }] });
  await work(threads, (await started)[0], file);
}

it('goes on with another thread when one ended that had nothing to do', async () => {
  await withThread(async (threads, thread, file) => {
    await thread.terminate();
    expect(await threads.run([file])).toEqual({ done: [{ md5 }] });
  });
});

it('lives through the error of a thread that had nothing to do', async () => {
  await withThread(async (threads, thread, file) => {
    thread.emit('error', new Error('out of memory'));
    await thread.terminate();
    expect(await threads.run([file])).toEqual({ done: [{ md5 }] });
  });
});

it('tells that a thread ended in the middle of its work, and works on with another', async () => {
  await withThread(async (threads, thread, file) => {
    const [failed] = await Promise.allSettled([threads.run(Array.from({ length: 100_000 }, () => file)), thread.terminate()]);
    const message = 'a thread that works on files ended with code 1 before its work was done';
    expect(failed).toMatchObject({ status: 'rejected', reason: { code: 'internal', message } });
    expect(await threads.run([file])).toEqual({ done: [{ md5 }] });
  });
});

it('tells the error of a thread that failed', async () => {
  await using threads = openFileThreads('no such work' as never, undefined as never);
  await expect(threads.run([])).rejects.toMatchObject({
    code: 'internal',
    message: expect.stringContaining('a thread that works on files failed: TypeError') as unknown,
  });
});
