import { existsSync, mkdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { z } from 'zod';
import type { RepositoryLock } from '../../core/data-ports.ts';
import { SightlineError } from '../../core/errors.ts';
import type { Staging } from './atomic-write.ts';
import { asWriteError } from './file-errors.ts';
import { dvcHolder } from './dvc-locks.ts';
import { loadSqlite } from './load-sqlite.ts';

const pollMilliseconds = 200;
const maxHolderBytes = 4096;

/**
 * One writer at a time. The lock is the operating system's on a file, taken through SQLite: it ends with its
 * process however that dies, so a dead holder needs no guessing. A second file says who holds it. `dvcTemporary` is
 * where DVC's own locks lie.
 */
export function createRepositoryLock(folder: string, dvcTemporary: string | undefined, staging: Staging): RepositoryLock {
  const holderFile = join(folder, 'holder.json');
  return {
    acquire: async (command, onWait, signal) => {
      const release = await waitFor(
        () => tryLock(join(folder, 'lock')),
        () => readHolder(holderFile),
        onWait,
        signal,
      );
      try {
        staging.write(holderFile, JSON.stringify({ pid: process.pid, command }));
        if (dvcTemporary !== undefined) {
          await waitForDvc(dvcTemporary, onWait, signal);
        }
      } catch (error) {
        release();
        throw error;
      }
      return { [Symbol.asyncDispose]: async () => release() };
    },
  };
}

async function waitForDvc(temporary: string, onWait: (holder: string) => void, signal?: AbortSignal): Promise<void> {
  await waitFor(
    () => dvcHolder(temporary) === undefined,
    () => dvcHolder(temporary) ?? 'a dvc command',
    onWait,
    signal,
  );
}

async function waitFor<T>(
  attempt: () => T | undefined | false,
  holder: () => string,
  onWait: (holder: string) => void,
  signal?: AbortSignal,
): Promise<T> {
  let told = '';
  for (;;) {
    const result = attempt();
    if (result !== undefined && result !== false) {
      return result;
    }
    const who = holder();
    if (who !== told) {
      onWait(who);
      told = who;
    }
    await delay(pollMilliseconds);
    if (signal?.aborted === true) {
      throw new SightlineError('interrupted', 'interrupted while waiting for another command');
    }
  }
}

function tryLock(file: string): (() => void) | undefined {
  const { DatabaseSync } = loadSqlite();
  try {
    mkdirSync(dirname(file), { recursive: true });
  } catch (error) {
    throw asWriteError(error, file);
  }
  const database = new DatabaseSync(file);
  try {
    database.exec('PRAGMA busy_timeout = 0; BEGIN EXCLUSIVE');
    return () => database.close();
  } catch (error) {
    database.close();
    if (isBusy(error)) {
      return undefined;
    }
    throw new SightlineError('write-failed', `the lock '${file}' could not be taken: ${String(error)}`, { cause: error });
  }
}

const busyCodes: ReadonlySet<unknown> = new Set([5, 6]);

function isBusy(error: unknown): boolean {
  return typeof error === 'object' && error !== null && 'errcode' in error && busyCodes.has(error.errcode);
}

const holderSchema = z.object({ pid: z.int(), command: z.string() });

function readHolder(file: string): string {
  try {
    if (existsSync(file) && statSync(file).size <= maxHolderBytes) {
      const holder = holderSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
      return `'${holder.command}' (process ${holder.pid})`;
    }
  } catch {
    // half a moment old or of another version: the lock is what counts, not its note
  }
  return 'another sightline command';
}
