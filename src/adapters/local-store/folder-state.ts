import { createHash } from 'node:crypto';
import type { FolderRows } from './folder-rows.ts';
import type { ScannedFolder } from './scan-folder.ts';

/** A folder whose files are all known as they are. */
export interface FolderState {
  /** Two folders with the same one have the same list of files and hashes. */
  readonly fingerprint: string;
  readonly size: number;
  readonly nfiles: number;
}

/**
 * The state of a folder by its columns alone; undefined when a file is new or other than it was. It stands for the
 * list of all files, which takes twice as long to write as to look at the files themselves.
 */
export function folderState(folders: readonly ScannedFolder[], rowsOf: (folder: ScannedFolder) => FolderRows): FolderState | undefined {
  const digest = createHash('sha256');
  let [size, nfiles] = [0, 0];
  for (const folder of folders) {
    const rows = rowsOf(folder);
    if (!rows.areAll(folder.names, folder.stamps)) {
      return undefined;
    }
    digest.update([folder.below, ...folder.names, rows.digests, ''].join('\0'));
    size += folder.size;
    nfiles += folder.names.length;
  }
  return { fingerprint: digest.digest('hex'), size, nfiles };
}
