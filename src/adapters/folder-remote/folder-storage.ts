import { rmSync, type Stats, statSync } from 'node:fs';
import { open, readFile } from 'node:fs/promises';
import { isAbsolute, join } from 'node:path';
import { leadsOut } from '../../core/data/remote-key.ts';
import type { LocalSettings } from '../../core/data/remote-settings.ts';
import { SightlineError } from '../../core/errors.ts';
import type { Downloaded, RemoteFile, RemoteStorage, TransferOptions } from '../../core/remote-ports.ts';
import { copyHashed } from './copy-hashed.ts';
import { asRemoteError, orAbsent } from './folder-failure.ts';
import { FolderWriter } from './folder-writer.ts';
import { findFile, listFiles, listKeys } from './list-files.ts';

const concurrency = 8;

/** A remote in a folder, which may be a network mount: its folder is made when something is first written. */
export function createFolderStorage({ folder: root }: LocalSettings): RemoteStorage {
  if (!isAbsolute(root)) {
    throw new SightlineError('internal', `the folder '${root}' of a remote must be absolute`);
  }
  const writer = new FolderWriter(root);
  return {
    url: root,
    concurrency,
    list: (prefix, signal) => listFiles(root, checked(prefix), signal),
    listKeys: (prefix, signal) => listKeys(root, checked(prefix), signal),
    find: async (key) => findFile(root, checked(key)),
    upload: async (source, key, options = {}) => {
      options.signal?.throwIfAborted();
      return upload(writer, source, checked(key), options);
    },
    download: async (key, target, options = {}) => {
      options.signal?.throwIfAborted();
      return download(root, checked(key), target, options);
    },
    read: async (key, maxBytes) => readSmall(root, checked(key), maxBytes),
    write: async (key, content, { ifAbsent = false } = {}) => writer.write(checked(key), content, ifAbsent),
    remove: async (keys) => keys.forEach((key) => removeFile(root, checked(key))),
  };
}

/** Keys are checked where they are read; this is the last line before the file system. */
function checked(key: string): string {
  if (leadsOut(key)) {
    throw new SightlineError('internal', `the key '${key}' leads out of the remote`);
  }
  return key;
}

async function upload(
  writer: FolderWriter,
  source: string,
  key: string,
  { ifAbsent = false, onBytes }: TransferOptions & { readonly ifAbsent?: boolean },
): Promise<RemoteFile | undefined> {
  const { size, mode } = statsOf(source);
  const isWritten = await writer.copy(source, key, { mode, isExclusive: ifAbsent });
  onBytes?.(size);
  return isWritten ? { key, size } : undefined;
}

function statsOf(source: string): Stats {
  try {
    return statSync(source);
  } catch (error) {
    throw new SightlineError('unreadable-file', `'${source}' could not be read: ${String(error)}`, { cause: error });
  }
}

async function download(root: string, key: string, target: string, options: TransferOptions): Promise<Downloaded | undefined> {
  const what = `'${key}' of the remote '${root}' could not be read`;
  const source = await orAbsent(open(join(root, key)), what);
  if (source === undefined) {
    return undefined;
  }
  try {
    return await copyHashed(source, target, options);
  } catch (error) {
    rmSync(target, { force: true });
    throw asRemoteError(error, what);
  } finally {
    await source.close();
  }
}

async function readSmall(root: string, key: string, maxBytes: number): Promise<Uint8Array | undefined> {
  const file = await findFile(root, key);
  if (file === undefined) {
    return undefined;
  }
  if (file.size > maxBytes) {
    throw new SightlineError('file-too-large', `'${key}' of the remote '${root}' has ${file.size} bytes; at most ${maxBytes} are read`);
  }
  return orAbsent(readFile(join(root, key)), `'${key}' of the remote '${root}' could not be read`);
}

function removeFile(root: string, key: string): void {
  try {
    rmSync(join(root, key), { force: true });
  } catch (error) {
    throw asRemoteError(error, `'${key}' of the remote '${root}' could not be removed`);
  }
}
