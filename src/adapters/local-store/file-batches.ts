import { unpackError } from './carried-error.ts';
import type { FileThreads } from './file-threads.ts';
import type { FileWork, FileWorks } from './file-works.ts';

/** From so many files on threads are worth their start, of some 40 ms. */
export const manyFiles = 500;
/** At most, and at first: few, since nothing is known of their sizes yet. */
const [mostAtOnce, firstAtOnce] = [64, 4];
/** Batches that take longer become smaller, so that all threads end at about the same time, and progress is seen. */
const longMilliseconds = 50;

/** A file, and what it is on this side. */
export interface BatchItem<Work extends FileWork, Own> {
  readonly file: FileWorks[Work]['file'];
  readonly own: Own;
}

/**
 * Lets threads work on files, batch by batch, and tells `onDone` what each came to. When one fails, no batch is begun any
 * more, those under way are waited for and told of, and what befell it is thrown.
 */
export async function inBatches<Work extends FileWork, Own>(
  threads: FileThreads<Work>,
  items: Iterator<BatchItem<Work, Own>>,
  onDone: (own: Own, result: FileWorks[Work]['result']) => void,
): Promise<void> {
  const failures: unknown[] = [];
  let atOnce = firstAtOnce;
  const lane = async (): Promise<void> => {
    for (let batch = takeFrom(items, atOnce); batch.length > 0 && failures.length === 0; batch = takeFrom(items, atOnce)) {
      const started = Date.now();
      const { done, failure } = await threads.run(batch.map(({ file }) => file));
      done.forEach((result, at) => onDone((batch[at] as BatchItem<Work, Own>).own, result));
      if (failure !== undefined) {
        throw unpackError(failure);
      }
      atOnce = Date.now() - started > longMilliseconds ? Math.max(1, atOnce >> 1) : Math.min(mostAtOnce, atOnce << 1);
    }
  };
  const noteFailure = (error: unknown): void => void failures.push(error);
  await Promise.all(Array.from({ length: threads.concurrency }, async () => lane().catch(noteFailure)));
  if (failures.length > 0) {
    throw failures[0];
  }
}

function takeFrom<Item>(items: Iterator<Item>, most: number): readonly Item[] {
  const taken: Item[] = [];
  while (taken.length < most) {
    const next = items.next();
    if (next.done === true) {
      break;
    }
    taken.push(next.value);
  }
  return taken;
}
