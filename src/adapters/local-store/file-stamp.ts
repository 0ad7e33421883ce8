import type { FileStamp } from './folder-rows.ts';

/** Kernels stamp times by their tick, at most this coarse on file systems that keep fractions of a second. */
const tickMilliseconds = 20;
/** FAT keeps two seconds, some network file systems one. */
const coarseMilliseconds = 2100;

/** Whether a change that comes after `now` must show in the modification time. Only then may a hash be remembered. */
export function isSettled(file: FileStamp, now: number): boolean {
  return file.mtimeMs + granularity(file) <= now;
}

/** Waits for the few milliseconds after which files that were just written count as settled. */
export function waitUntilSettled(files: readonly FileStamp[]): void {
  const now = Date.now();
  const fine = files.filter(
    (file) => granularity(file) === tickMilliseconds && !isSettled(file, now) && file.mtimeMs <= now + tickMilliseconds,
  );
  if (fine.length > 0) {
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, tickMilliseconds + 1);
  }
}

function granularity(file: FileStamp): number {
  return file.mtimeMs % 1000 === 0 ? coarseMilliseconds : tickMilliseconds;
}
