import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { RemoteFile } from '../../core/remote-ports.ts';
import { orAbsent } from './folder-failure.ts';
import { isTemporaryName } from './temporary-name.ts';

const maxDepth = 512;
const statsAtOnce = 64;

/** The keys of all files below the remote's folder that start with `prefix`, folder by folder and in order. */
export async function* listKeys(root: string, prefix: string, signal?: AbortSignal): AsyncIterable<readonly string[]> {
  const cut = prefix.lastIndexOf('/') + 1;
  yield* walk(root, prefix.slice(0, cut), prefix.slice(cut), 0, signal);
}

async function* walk(root: string, folder: string, start: string, depth: number, signal?: AbortSignal): AsyncIterable<readonly string[]> {
  signal?.throwIfAborted();
  const path = join(root, folder);
  const found = (await orAbsent(readdir(path, { withFileTypes: true }), `the remote '${root}' could not be listed`)) ?? [];
  const chosen = start === '' ? found : found.filter((entry) => entry.name.startsWith(start));
  const keys = chosen.filter((entry) => entry.isFile() && !isTemporaryName(entry.name)).map((entry) => `${folder}${entry.name}`);
  if (keys.length > 0) {
    yield keys;
  }
  if (depth < maxDepth) {
    for (const entry of chosen) {
      if (entry.isDirectory()) {
        yield* walk(root, `${folder}${entry.name}/`, '', depth + 1, signal);
      }
    }
  }
}

/** As `listKeys`, with sizes. */
export async function* listFiles(root: string, prefix: string, signal?: AbortSignal): AsyncIterable<readonly RemoteFile[]> {
  for await (const keys of listKeys(root, prefix, signal)) {
    const files: RemoteFile[] = [];
    for (let at = 0; at < keys.length; at += statsAtOnce) {
      const part = await Promise.all(keys.slice(at, at + statsAtOnce).map(async (key) => findFile(root, key)));
      files.push(...part.filter((file) => file !== undefined));
    }
    yield files;
  }
}

/** One file with its size; undefined when there is none. */
export async function findFile(root: string, key: string): Promise<RemoteFile | undefined> {
  const stats = await orAbsent(stat(join(root, key)), `'${key}' of the remote '${root}' could not be looked at`);
  return stats?.isFile() === true ? { key, size: stats.size, modified: stats.mtimeMs } : undefined;
}
