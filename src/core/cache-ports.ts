import type { DirEntry } from './data/dir-object.ts';
import type { HashInfo } from './data/hash-info.ts';
import type { ObjectId } from './data/object-key.ts';

/** A file where objects lie. */
export interface CachedFile {
  /** From the cache's folder, with `/`. */
  readonly key: string;
  /** Undefined for a file or folder that is named as no object is. */
  readonly object: ObjectId | undefined;
  readonly size: number;
}

/** The cache looked at as it is on disk, without believing what was seen before. */
export interface CacheAudit {
  /** Absolute. */
  readonly folder: string;
  /** Every file where objects lie, folder by folder. */
  files(): AsyncIterable<readonly CachedFile[]>;
  /** Where an object lies or would lie, an absolute path. */
  path(object: ObjectId): string;
  /** The bytes that an object takes; undefined when it isn't there. */
  size(object: ObjectId): number | undefined;
  /** A folder's files, of whichever kind; undefined when its list is missing or hasn't the hash it is named by. */
  listFolder(md5: string): readonly DirEntry[] | undefined;
  /** Hashes files on all cores; close it when done. */
  openDigester(): Digester;
}

/** A file to hash. */
export interface DigestedFile {
  /** Absolute. */
  readonly path: string;
  /** About as many bytes as it has. */
  readonly size: number;
  readonly kind: HashInfo['hash'];
}

/** The md5 of a file, or why it can't be read. */
export type Digest = { readonly md5: string } | { readonly problem: string };

/** Hashes files, many side by side. */
export interface Digester extends AsyncDisposable {
  /** How many calls at once are worth while. */
  readonly concurrency: number;
  digest(files: readonly DigestedFile[]): Promise<readonly Digest[]>;
}

/** A file of the workspace with the hash that it had when it was last read. */
export interface BelievedFile extends DigestedFile {
  /** From the tracked path; empty when that is the file. */
  readonly relpath: string;
  readonly md5: string;
}

/** The workspace looked at without believing that what has the same size and time is the same. */
export interface WorkspaceAudit {
  /** The files at a path; undefined when there is nothing. */
  files(path: string, kind: HashInfo['hash']): readonly BelievedFile[] | undefined;
  /** What was remembered of a file isn't so: it is read again the next time. */
  distrust(path: string, file: BelievedFile): void;
}
