import { type ErrorCode, SightlineError } from '../core/errors.ts';
import type { Remote } from '../core/remote-ports.ts';

/** How many work at once, and what ends them early. */
export interface PoolOptions {
  readonly concurrency: number;
  readonly signal: AbortSignal;
}

/** As many at once as were asked for, as the configuration says, or as the remote is fastest with. */
export function poolFor(
  { settings, storage }: Remote,
  { jobs, signal }: { readonly jobs: number | undefined; readonly signal: AbortSignal },
): PoolOptions {
  return { concurrency: jobs ?? settings.jobs ?? storage.concurrency, signal };
}

/** What came of it: items that were done, and the first of those that failed. */
export interface PoolResult {
  readonly failures: number;
  readonly first: SightlineError | undefined;
}

/** These would befall every other item too. */
const hopeless: ReadonlySet<ErrorCode> = new Set(['remote-denied', 'remote-not-found', 'no-versions', 'write-failed', 'internal']);
/** So many failures in a row, and nothing done between, mean that the remote is gone. */
const failuresInRow = 24;

/**
 * Works on many items at once; one that fails doesn't stop the others, unless it tells that they would fail too.
 * Throws `interrupted`, and what isn't a SightlineError.
 */
export async function transferEach<Item>(
  items: Iterable<Item>,
  work: (item: Item) => Promise<unknown>,
  { concurrency, signal }: PoolOptions,
): Promise<PoolResult> {
  const queue = items[Symbol.iterator]();
  let [failures, inRow, isOver] = [0, 0, false];
  let first: SightlineError | undefined;
  const worker = async (): Promise<void> => {
    for (let next = queue.next(); next.done !== true && !isOver; next = queue.next()) {
      try {
        signal.throwIfAborted();
        await work(next.value);
        inRow = 0;
      } catch (error) {
        if (signal.aborted || !(error instanceof SightlineError)) {
          isOver = true;
          throw signal.aborted ? new SightlineError('interrupted', 'interrupted', { cause: error }) : error;
        }
        first ??= error;
        failures += 1;
        inRow += 1;
        isOver ||= hopeless.has(error.code) || inRow >= failuresInRow;
      }
    }
  };
  const ends = await Promise.allSettled(Array.from({ length: concurrency }, worker));
  const thrown = ends.find((end) => end.status === 'rejected');
  if (thrown !== undefined) {
    throw thrown.reason;
  }
  return { failures, first };
}

/** Throws when transfers left objects behind: how many, and what befell the first. */
export function refuseFailures(what: string, results: readonly PoolResult[]): void {
  const first = results.find((result) => result.first !== undefined)?.first;
  if (first !== undefined) {
    const count = results.reduce((sum, { failures }) => sum + failures, 0);
    throw new SightlineError(first.code, `${count} ${count === 1 ? 'file' : 'files'} could not be ${what}; the first: ${first.message}`, {
      hint: first.hint,
      cause: first,
    });
  }
}
