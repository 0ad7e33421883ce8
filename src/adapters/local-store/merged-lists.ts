import { rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { MergedLists } from '../../core/data-ports.ts';
import { writeDirObject } from '../../core/data/dir-object.ts';
import type { Staging } from './atomic-write.ts';
import type { ObjectCache } from './object-cache.ts';
import { namesIn } from './object-folders.ts';

/** By then git has long written the merged file, or given up. */
const keptMilliseconds = 24 * 3_600_000;

/** Lists of files that merges made, each noted under `sightline/merged` of the cache by an empty file of its name. */
export function createMergedLists(cacheFolder: string, cache: ObjectCache, staging: Staging): MergedLists {
  const folder = join(cacheFolder, 'sightline', 'merged');
  const noted = async (): Promise<readonly { readonly name: string; readonly isOld: boolean }[]> => {
    const names = (await namesIn(folder)).filter((name) => /^[0-9a-f]{32}\.dir$/.test(name));
    return names.map((name) => {
      const written = statSync(join(folder, name), { throwIfNoEntry: false })?.mtimeMs ?? 0;
      return { name, isOld: Date.now() - written > keptMilliseconds };
    });
  };
  return {
    keep: async (entries) => {
      (await noted()).filter(({ isOld }) => isOld).forEach(({ name }) => rmSync(join(folder, name), { force: true }));
      const md5 = cache.putTree(writeDirObject(entries));
      staging.write(join(folder, md5), '');
      return md5;
    },
    list: async () => (await noted()).flatMap(({ name, isOld }) => (isOld ? [] : [name])),
  };
}
