import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { SightlineError } from '../../core/errors.ts';

/**
 * Replaces a folder (an absolute path) as a whole: it is filled under another name beside it and moved into its place.
 * Between two renames a killed process can leave the old folder under its name with `.old`, never a half-written one.
 */
export async function writeFolder(folder: string, files: ReadonlyMap<string, string | Uint8Array>): Promise<void> {
  const hidden = join(dirname(folder), `.${basename(folder)}.${process.pid}-${randomBytes(6).toString('hex')}`);
  const [fresh, old] = [`${hidden}.tmp`, `${hidden}.old`];
  try {
    await mkdir(fresh, { recursive: true });
    for (const [name, content] of files) {
      await writeFile(join(fresh, name), content);
    }
    if (existsSync(folder)) {
      await rename(folder, old);
    }
    await rename(fresh, folder);
  } catch (cause) {
    await rm(fresh, { recursive: true, force: true });
    throw new SightlineError('write-failed', `'${folder}' could not be written: ${String(cause)}`, { cause });
  }
  await rm(old, { recursive: true, force: true });
}
