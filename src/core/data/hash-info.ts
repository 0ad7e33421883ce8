import type { DirEntry } from './dir-object.ts';

/** Which version of a file a bucket keeps. */
export interface CloudVersion {
  /** The remote in whose bucket it is; undefined where the entry doesn't tell. */
  readonly remote?: string;
  readonly etag?: string;
  readonly versionId?: string;
}

/** A file of a folder that is listed file by file, since a remote keeps versions of each. */
export interface ListedFile extends DirEntry {
  readonly size?: number;
  readonly isExec?: boolean;
  readonly cloud?: CloudVersion;
}

/** The content of a file or folder as DVC's files name it. */
export interface HashInfo {
  /** md5 of the bytes; of a folder, the md5 of its .dir object with the suffix `.dir`. */
  readonly md5: string;
  /** `md5` today; `md5-dos2unix` in entries written by DVC 2, which hash text after CRLF became LF. */
  readonly hash: 'md5' | 'md5-dos2unix';
  /** Bytes; of a folder, the sum over its files. */
  readonly size?: number;
  /** Files of a folder. */
  readonly nfiles?: number;
  /** Set only for a file with an executable bit. */
  readonly isExec?: boolean;
  /** Of a file that was pushed to a remote with versions. */
  readonly cloud?: CloudVersion;
  /** Of a folder that was: its files, in order, which stand for the .dir object in what DVC writes. */
  readonly files?: readonly ListedFile[];
}

/** Whether the hash names a folder's .dir object. */
export function isFolderHash(md5: string): boolean {
  return md5.endsWith('.dir');
}
