import { constants, existsSync } from 'node:fs';
import { open, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { TreeEntry, Workspace } from '../../core/ports.ts';
import { compareCodePoints } from '../../core/value/code-point-order.ts';
import { SightlineError } from '../../core/errors.ts';
import { isAbsence } from '../../core/system-code.ts';
import { refuseForeignFile, refuseOutsideLink } from './inside-root.ts';
import type { Staging } from './atomic-write.ts';
import { asReadError } from './file-errors.ts';

const maxFileBytes = 1 << 30;

const maxProposedBytes = 32 << 20;

/** The files of the workspace at `root`, an absolute path. With `confine`, another one, nothing outside of that is read, and nothing huge. */
export function createWorkspace(root: string, staging: Staging, confine?: string): Workspace {
  const absolute = (path: string): string => (path.startsWith('/') ? path : join(root, path));
  const readBytes = async (path: string, maxBytes?: number): Promise<Uint8Array | undefined> => {
    const file = absolute(path);
    if (confine === undefined) {
      return readRegularFile(file, path, maxBytes);
    }
    if (!existsSync(file)) {
      return undefined;
    }
    refuseForeignFile(confine, file, path);
    return readRegularFile(file, path, Math.min(maxBytes ?? maxProposedBytes, maxProposedBytes));
  };
  const readText = async (path: string): Promise<string | undefined> => {
    const bytes = await readBytes(path);
    return bytes === undefined ? undefined : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('utf8');
  };
  return {
    name: 'workspace',
    root,
    readBytes,
    readText,
    kind: async (path) => {
      const stats = await orMissing(stat(absolute(path)));
      return stats === undefined ? undefined : stats.isDirectory() ? 'folder' : 'file';
    },
    list: async (folder) => listFolder(absolute(folder)),
    write: async (path, content) => {
      refuseOutsideLink(root, path);
      staging.write(absolute(path), content);
    },
    replace: async (path, content, before) => {
      refuseOutsideLink(root, path);
      return staging.placeLater(absolute(path), async (temporary) => {
        await writeFile(temporary, content, { flag: 'wx' });
        return (await readText(path)) === before;
      });
    },
    remove: async (path) => {
      refuseOutsideLink(root, path);
      await rm(absolute(path), { recursive: true, force: true });
    },
  };
}

/** Opened without blocking, so that a named pipe in a repository can't hang the reader. */
async function readRegularFile(file: string, path: string, maxBytes = maxFileBytes): Promise<Uint8Array | undefined> {
  const handle = await orMissing(open(file, constants.O_RDONLY | constants.O_NONBLOCK)).catch((error: unknown) => {
    throw asReadError(error, path);
  });
  if (handle === undefined) {
    return undefined;
  }
  try {
    const stats = await handle.stat();
    if (stats.isDirectory()) {
      return undefined;
    }
    if (!stats.isFile() || stats.size > maxFileBytes) {
      throw new SightlineError('unreadable-file', `'${path}' is no regular file of at most ${maxFileBytes} bytes`);
    }
    if (stats.size > maxBytes) {
      throw new SightlineError('file-too-large', `the file has ${stats.size} bytes; at most ${maxBytes} are read`, {
        place: { file: path },
      });
    }
    const { buffer, byteOffset, length } = await handle.readFile();
    return new Uint8Array(buffer, byteOffset, length); // a Buffer would be a trap: its slice() shares memory
  } finally {
    await handle.close();
  }
}

async function listFolder(folder: string): Promise<TreeEntry[]> {
  const entries = (await orMissing(readdir(folder, { withFileTypes: true }))) ?? [];
  const listed = await Promise.all(
    entries.map(async (entry): Promise<TreeEntry> => {
      const { name } = entry;
      if (entry.isSymbolicLink()) {
        return (await leadsToFolder(join(folder, name))) ? { name, kind: 'folder', isLink: true } : { name, kind: 'file' };
      }
      return { name, kind: entry.isDirectory() ? 'folder' : 'file' };
    }),
  );
  return listed.toSorted((a, b) => compareCodePoints(a.name, b.name));
}

/** A link that leads nowhere, or round in a circle, leads to no folder. */
async function leadsToFolder(link: string): Promise<boolean> {
  try {
    return (await stat(link)).isDirectory();
  } catch {
    return false;
  }
}

async function orMissing<T>(pending: Promise<T>): Promise<T | undefined> {
  try {
    return await pending;
  } catch (error) {
    if (isAbsence(error)) {
      return undefined;
    }
    throw error;
  }
}
