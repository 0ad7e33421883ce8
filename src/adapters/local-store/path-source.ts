import { statSync, type Stats } from 'node:fs';
import { copyFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { SourceFile } from '../../core/data/import-source.ts';
import { SightlineError } from '../../core/errors.ts';
import type { ImportSource } from '../../core/import-ports.ts';
import { asReadError } from './file-errors.ts';
import { execution } from './file-mode.ts';
import { hashFile } from './hash-file.ts';
import { namesIn } from './names-in.ts';

const concurrency = 8;
const mostDepth = 200;

/** A file or folder of this machine (an absolute path) as data to import; links are followed. */
export function createPathSource(path: string): ImportSource {
  return {
    concurrency,
    state: async () => {
      const stats = statsOf(path);
      if (stats === undefined) {
        return undefined;
      }
      const files = stats.isDirectory() ? [...filesIn(path, '', 0)] : [describe(path, '', stats)];
      await Promise.resolve();
      return { tokenName: 'md5', isFolder: stats.isDirectory(), isVersioned: false, files };
    },
    download: async (file, target, { onBytes } = {}) => {
      const source = join(path, file.relpath);
      try {
        await copyFile(source, target);
      } catch (error) {
        throw asReadError(error, source);
      }
      const { size } = statSync(target);
      const md5 = hashFile(target, size, 'md5');
      onBytes?.(size);
      return md5 === file.token ? { md5, size } : undefined;
    },
  };
}

function statsOf(path: string): Stats | undefined {
  try {
    return statSync(path, { throwIfNoEntry: false });
  } catch (error) {
    throw asReadError(error, path);
  }
}

function* filesIn(root: string, folder: string, depth: number): Generator<SourceFile> {
  if (depth > mostDepth) {
    throw new SightlineError('unreadable-file', `'${join(root, folder)}' is more than ${mostDepth} folders deep`, {
      hint: 'A link may lead back to a folder above it.',
    });
  }
  for (const name of namesIn(join(root, folder))) {
    const relpath = folder === '' ? name : `${folder}/${name}`;
    const stats = statsOf(join(root, relpath));
    if (stats?.isDirectory() === true) {
      yield* filesIn(root, relpath, depth + 1);
    } else if (stats !== undefined) {
      yield describe(join(root, relpath), relpath, stats);
    }
  }
}

function describe(path: string, relpath: string, stats: Stats): SourceFile {
  if (!stats.isFile()) {
    throw new SightlineError('unreadable-file', `'${path}' is no regular file`);
  }
  try {
    const own = relpath === '' ? execution(stats) : {};
    return { relpath, token: hashFile(path, stats.size, 'md5'), size: stats.size, ...own };
  } catch (error) {
    throw asReadError(error, path);
  }
}
