import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { isAbsence } from '../../core/system-code.ts';
import { asReadError } from './file-errors.ts';

/** A folder that objects lie in. */
export interface ObjectFolder {
  /** From the cache's folder, as `files/md5/ab/`. */
  readonly key: string;
  /** What is directly in it. */
  readonly names: readonly string[];
}

/** The folders of DVC's cache that objects lie in, in order: those of today, then those of DVC 2. */
export async function* objectFolders(cacheFolder: string): AsyncIterable<ObjectFolder> {
  for (const base of ['files/md5/', '']) {
    const starts = (await namesIn(join(cacheFolder, base))).filter((name) => /^[0-9a-f]{2}$/.test(name)).toSorted();
    for (const start of starts) {
      const key = `${base}${start}/`;
      yield { key, names: await namesIn(join(cacheFolder, key)) };
    }
  }
}

/** What is directly in a folder; nothing when it isn't there. */
export async function namesIn(folder: string): Promise<readonly string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    if (isAbsence(error)) {
      return [];
    }
    throw asReadError(error, folder);
  }
}
