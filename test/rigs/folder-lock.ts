import { link, readFile, rm, writeFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';

/** Runs `work` while this process holds the lock file; waits for another process that holds it, unless that one is dead. */
export async function withFolderLock<T>(path: string, work: () => Promise<T>): Promise<T> {
  while (!(await take(path))) {
    await removeIfAbandoned(path);
    await sleep(250);
  }
  try {
    return await work();
  } finally {
    await rm(path, { force: true });
  }
}

/** A link appears with its content or not at all, so nobody ever reads a lock without its holder. */
async function take(path: string): Promise<boolean> {
  const draft = `${path}.${process.pid}`;
  await writeFile(draft, String(process.pid));
  try {
    await link(draft, path);
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') {
      return false;
    }
    throw error;
  } finally {
    await rm(draft, { force: true });
  }
}

async function removeIfAbandoned(path: string): Promise<void> {
  const holder = Number(await readFile(path, 'utf8').catch(() => ''));
  if (holder > 0 && !isAlive(holder)) {
    await rm(path, { force: true });
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
