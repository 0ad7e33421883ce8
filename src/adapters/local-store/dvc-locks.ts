import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { identify, isAlive } from './process-identity.ts';
import type { Staging } from './atomic-write.ts';

const infoSchema = z.object({ pid: z.int(), cmd: z.string() });
const rwlockSchema = z.object({
  write: z.record(z.string(), infoSchema).default({}),
  read: z.record(z.string(), z.array(infoSchema)).default({}),
});

/** DVC's own record of who reads and writes which absolute paths. */
type Rwlock = z.infer<typeof rwlockSchema>;

/** A dvc command that is at work in the repository, as a text; undefined when there is none. */
export function dvcHolder(temporary: string): string | undefined {
  const locker = flockHolder(join(temporary, 'lock'));
  if (locker !== undefined) {
    return `a dvc command (process ${locker})`;
  }
  const { write, read } = readRwlock(temporary);
  const live = [...Object.values(write), ...Object.values(read).flat()].find(
    (info) => info.pid !== process.pid && isAlive(identify(info.pid)),
  );
  return live === undefined ? undefined : `'dvc ${live.cmd}' (process ${live.pid})`;
}

/** Tells dvc which absolute paths are being written and read, so that it refuses them meanwhile. Answers how to take that back. */
export function announceToDvc(
  temporary: string,
  staging: Staging,
  paths: { readonly write: readonly string[]; readonly read: readonly string[] },
): () => void {
  const own = { pid: process.pid, cmd: 'sightline repro' };
  edit(temporary, staging, (lock) => {
    for (const path of paths.write) {
      lock.write[path] = own;
    }
    for (const path of paths.read) {
      lock.read[path] = [...(lock.read[path] ?? []), own];
    }
  });
  return () => edit(temporary, staging, (lock) => withdraw(lock, paths));
}

function withdraw(lock: Rwlock, paths: { readonly write: readonly string[]; readonly read: readonly string[] }): void {
  for (const path of paths.write) {
    if (lock.write[path]?.pid === process.pid) {
      delete lock.write[path];
    }
  }
  for (const path of paths.read) {
    const others = (lock.read[path] ?? []).filter((info) => info.pid !== process.pid);
    if (others.length > 0) {
      lock.read[path] = others;
    } else {
      delete lock.read[path];
    }
  }
}

function edit(temporary: string, staging: Staging, change: (lock: Rwlock) => void): void {
  const lock = readRwlock(temporary);
  change(lock);
  staging.write(join(temporary, 'rwlock'), JSON.stringify(lock));
}

function readRwlock(temporary: string): Rwlock {
  try {
    return rwlockSchema.parse(JSON.parse(readFileSync(join(temporary, 'rwlock'), 'utf8')));
  } catch {
    return { write: {}, read: {} }; // absent or broken: dvc itself starts from nothing then
  }
}

/** The process that holds a lock on the file; the kernel lists them by device and inode. */
function flockHolder(file: string): number | undefined {
  const stats = statSync(file, { throwIfNoEntry: false });
  if (stats === undefined) {
    return undefined;
  }
  let table: string;
  try {
    table = readFileSync('/proc/locks', 'latin1');
  } catch {
    return undefined; // only Linux lists its locks; the read-write lock is looked at everywhere
  }
  for (const line of table.split('\n')) {
    const fields = line.trim().split(/\s+/);
    if (fields[5]?.endsWith(`:${stats.ino}`) === true && fields[1] !== '->' && Number(fields[4]) !== process.pid) {
      return Number(fields[4]);
    }
  }
  return undefined;
}
