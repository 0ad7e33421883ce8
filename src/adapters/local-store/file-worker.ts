import { parentPort, workerData } from 'node:worker_threads';
import type { Digest, DigestedFile } from '../../core/cache-ports.ts';
import { Staging } from './atomic-write.ts';
import { hasObject, objectPath } from './cached-object.ts';
import { packError } from './carried-error.ts';
import type { FileWork, FileWorks, ThreadAnswer, ThreadSetup } from './file-works.ts';
import { hashFile } from './hash-file.ts';
import { ObjectPlacer } from './place-object.ts';
import { FileIntake } from './take-file.ts';

type Perform<Work extends FileWork> = (file: FileWorks[Work]['file']) => FileWorks[Work]['result'] | Promise<FileWorks[Work]['result']>;

const performers: { readonly [Work in FileWork]: (setup: FileWorks[Work]['setup']) => Perform<Work> } = {
  digest: () => digest,
  take: ({ cache, staging: folder }) => {
    const staging = new Staging(folder);
    const path = (md5: string): string => objectPath(cache, md5, 'md5');
    const place = { staging, path, has: (md5: string) => hasObject(path(md5), md5, 'md5') };
    const intake = new FileIntake(place, new ObjectPlacer(staging, ['copy']), true);
    return async ({ file, ...found }) => intake.take(file, found);
  },
  place: ({ staging }) => {
    const placer = new ObjectPlacer(new Staging(staging), ['copy']);
    return (object) => placer.bring(object, true);
  },
};

/** A thread that does one kind of work with the files that it is sent. Its calls are synchronous, the fastest for small files. */
function start<Work extends FileWork>({ work, setup }: ThreadSetup<Work>): void {
  const perform = performers[work](setup);
  const answer = async (files: readonly FileWorks[Work]['file'][]): Promise<ThreadAnswer<Work>> => {
    const done: FileWorks[Work]['result'][] = [];
    try {
      for (const file of files) {
        done.push(await perform(file));
      }
    } catch (error) {
      return { done, failure: packError(error) };
    }
    return { done };
  };
  parentPort?.on('message', (files: readonly FileWorks[Work]['file'][]) => {
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread has no origin
    void answer(files).then((answered) => parentPort?.postMessage(answered));
  });
}

function digest({ path, size, kind }: DigestedFile): Digest {
  try {
    return { md5: hashFile(path, size, kind) };
  } catch (error) {
    return { problem: error instanceof Error ? error.message : String(error) };
  }
}

start(workerData as ThreadSetup);
