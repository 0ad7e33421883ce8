import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { SightlineError } from '../../core/errors.ts';
import { isAlive } from './process-identity.ts';

/**
 * Replaces a folder (an absolute path) as a whole: it is filled under another name beside it and moved into its place.
 * Between two renames a killed process can leave the old folder under its name with `.old`, never a half-written one;
 * `restoreFolder` puts that back.
 */
export async function writeFolder(folder: string, files: ReadonlyMap<string, string | Uint8Array>): Promise<void> {
  const hidden = join(dirname(folder), `.${basename(folder)}.${process.pid}-${randomBytes(6).toString('hex')}`);
  const [fresh, old] = [`${hidden}.tmp`, `${hidden}.old`];
  try {
    await mkdir(fresh, { recursive: true });
    for (const [name, content] of files) {
      await writeFile(join(fresh, name), content);
    }
    await exchange(folder, fresh, old);
  } catch (cause) {
    await rm(fresh, { recursive: true, force: true });
    throw new SightlineError('write-failed', `'${folder}' could not be written: ${String(cause)}`, { cause });
  }
  await rm(old, { recursive: true, force: true });
}

async function exchange(folder: string, fresh: string, old: string): Promise<void> {
  const replaces = existsSync(folder);
  if (replaces) {
    await rename(folder, old);
  }
  try {
    await rename(fresh, folder);
  } catch (error) {
    if (replaces) {
      await rename(old, folder);
    }
    throw error;
  }
}

/** Puts a folder (an absolute path) back that a process was replacing when it was killed; answers whether there was one. */
export async function restoreFolder(folder: string): Promise<boolean> {
  if (existsSync(folder) || !existsSync(dirname(folder))) {
    return false;
  }
  const start = `.${basename(folder)}.`;
  const left = (await readdir(dirname(folder))).find((name) => {
    const pid = name.startsWith(start) ? /^(\d+)-[0-9a-f]{12}\.old$/.exec(name.slice(start.length))?.[1] : undefined;
    return pid !== undefined && !isAlive({ pid: Number(pid), started: undefined });
  });
  if (left !== undefined) {
    await rename(join(dirname(folder), left), folder);
  }
  return left !== undefined;
}
