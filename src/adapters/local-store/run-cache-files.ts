import { readFileSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { RunCacheEntry, RunCacheFile, RunCacheStore } from '../../core/data-ports.ts';
import { isRunCacheKey, maxRunEntryBytes, runCacheFolders } from '../../core/pipeline/run-cache.ts';
import { systemCode } from '../../core/system-code.ts';
import type { Staging } from './atomic-write.ts';
import { asReadError } from './file-errors.ts';
import { namesIn } from './object-folders.ts';

const maxEntries = 1000;

/** The run cache in DVC's cache folder: `runs/kk/key/value`, with our records beside it where DVC doesn't look. */
export function createRunCacheStore(cacheFolder: string, staging: Staging): RunCacheStore {
  const entryFolder = (key: string): string => join(cacheFolder, 'runs', key.slice(0, 2), key);
  const recordFile = (key: string, value: string): string => join(cacheFolder, 'sightline', 'runs', key.slice(0, 2), key, `${value}.json`);
  return {
    list: async (key) => {
      const entries: RunCacheEntry[] = [];
      for (const value of await newestFirst(entryFolder(key))) {
        const text = readSmall(join(entryFolder(key), value));
        if (text !== undefined) {
          entries.push({ value, text, record: readSmall(recordFile(key, value)) });
        }
      }
      return entries;
    },
    texts: () => readTexts(join(cacheFolder, 'runs')),
    write: async (key, value, text, record) => {
      const file = join(entryFolder(key), value);
      if (readSmall(file) !== text) {
        staging.write(file, text);
      }
      if (record !== undefined) {
        staging.write(recordFile(key, value), record);
      }
    },
    files: async () => runCacheFolders.flatMap((folder) => filesIn(cacheFolder, folder)),
    receive: async (key, content) => staging.write(join(cacheFolder, key), content),
  };
}

function filesIn(cacheFolder: string, folder: string): readonly RunCacheFile[] {
  try {
    const paths = readdirSync(join(cacheFolder, folder), { recursive: true, encoding: 'utf8' });
    return paths
      .map((path) => ({ key: `${folder}${path}`, path: join(cacheFolder, folder, path) }))
      .filter(({ key }) => isRunCacheKey(key));
  } catch (error) {
    if (systemCode(error) === 'ENOENT') {
      return [];
    }
    throw asReadError(error, join(cacheFolder, folder));
  }
}

const valueName = /^[0-9a-f]{64}$/;

async function* readTexts(runs: string): AsyncIterable<string> {
  for (const start of await namesIn(runs)) {
    for (const key of await namesIn(join(runs, start))) {
      for (const value of await namesIn(join(runs, start, key))) {
        const text = readSmall(join(runs, start, key, value));
        if (text !== undefined) {
          yield text;
        }
      }
    }
  }
}

async function newestFirst(folder: string): Promise<readonly string[]> {
  const names = (await namesIn(folder)).filter((name) => valueName.test(name));
  const dated = names.map((name) => ({ name, time: statSync(join(folder, name), { throwIfNoEntry: false })?.mtimeMs ?? 0 }));
  return dated
    .toSorted((a, b) => b.time - a.time)
    .slice(0, maxEntries)
    .map(({ name }) => name);
}

function readSmall(file: string): string | undefined {
  const stats = statSync(file, { throwIfNoEntry: false });
  return stats?.isFile() === true && stats.size <= maxRunEntryBytes ? readFileSync(file, 'utf8') : undefined;
}
