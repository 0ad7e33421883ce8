import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { CacheAudit, CachedFile } from '../../core/cache-ports.ts';
import { type DirEntry, readDirObject } from '../../core/data/dir-object.ts';
import { objectKey, parseObjectKey } from '../../core/data/object-key.ts';
import { isAbsence } from '../../core/system-code.ts';
import { asReadError } from './file-errors.ts';
import { openDigester } from './digester.ts';
import { objectFolders } from './object-folders.ts';

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
      const entries = readDirObject(readFileSync(file), md5);
      if (entries !== undefined) {
        return entries;
      }
    } catch (error) {
      if (!isAbsence(error)) {
        throw asReadError(error, file);
      }
    }
  }
  return undefined;
}

async function* listFiles(folder: string): AsyncIterable<readonly CachedFile[]> {
  for await (const { key: start, names } of objectFolders(folder)) {
    yield names.toSorted().map((name) => {
      const key = `${start}${name}`;
      const stats = statSync(join(folder, key), { throwIfNoEntry: false });
      return { key, object: stats?.isDirectory() === true ? undefined : parseObjectKey(key), size: stats?.size ?? 0 };
    });
  }
}
