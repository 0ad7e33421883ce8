import { type Dirent, readFileSync, statSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { CacheAudit, CachedFile } from '../../core/cache-ports.ts';
import { type DirEntry, readDirObject } from '../../core/data/dir-object.ts';
import { objectKey, parseObjectKey } from '../../core/data/object-key.ts';
import { asReadError, codeOf } from './atomic-write.ts';
import { openDigester } from './digester.ts';

/** DVC's cache folder as it is on disk. */
export function createCacheAudit(folder: string): CacheAudit {
  return {
    folder,
    files: () => listFiles(folder),
    path: (object) => join(folder, objectKey(object)),
    size: (object) => statSync(join(folder, objectKey(object)), { throwIfNoEntry: false })?.size,
    openDigester,
    listFolder: (md5) => readList(folder, md5),
  };
}

function readList(folder: string, md5: string): readonly DirEntry[] | undefined {
  for (const hash of ['md5', 'md5-dos2unix'] as const) {
    const file = join(folder, objectKey({ md5, hash }));
    try {
      const entries = readDirObject(readFileSync(file, 'utf8'), md5);
      if (entries !== undefined) {
        return entries;
      }
    } catch (error) {
      if (codeOf(error) !== 'ENOENT' && codeOf(error) !== 'ENOTDIR') {
        throw asReadError(error, file);
      }
    }
  }
  return undefined;
}

async function* listFiles(folder: string): AsyncIterable<readonly CachedFile[]> {
  for (const base of ['files/md5/', '']) {
    const starts = (await entriesOf(join(folder, base))).filter((entry) => entry.isDirectory() && /^[0-9a-f]{2}$/.test(entry.name));
    for (const { name } of starts) {
      yield (await entriesOf(join(folder, base, name))).map((entry) => {
        const key = `${base}${name}/${entry.name}`;
        const object = entry.isDirectory() ? undefined : parseObjectKey(key);
        return { key, object, size: statSync(join(folder, key), { throwIfNoEntry: false })?.size ?? 0 };
      });
    }
  }
}

async function entriesOf(folder: string): Promise<readonly Dirent[]> {
  try {
    return (await readdir(folder, { withFileTypes: true })).toSorted((a, b) => (a.name < b.name ? -1 : 1));
  } catch (error) {
    if (codeOf(error) === 'ENOENT' || codeOf(error) === 'ENOTDIR') {
      return [];
    }
    throw asReadError(error, folder);
  }
}
