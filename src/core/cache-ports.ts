import type { DirEntry } from './data/dir-object.ts';
import type { ObjectId } from './data/object-key.ts';

/** A file where objects lie. */
export interface CachedFile {
  /** From the cache's folder, with `/`. */
  readonly key: string;
  /** Undefined for a file that is named as no object is. */
  readonly object: ObjectId | undefined;
  readonly size: number;
}

/** The cache looked at as it is on disk, without believing what was seen before. */
export interface CacheAudit {
  /** Absolute. */
  readonly folder: string;
  /** Every file where objects lie, folder by folder. */
  files(): AsyncIterable<readonly CachedFile[]>;
  /** The bytes that an object takes; 0 when it isn't there. */
  size(object: ObjectId): number;
  /** A folder's files, of whichever kind; undefined when its list is missing or hasn't the hash it is named by. */
  listFolder(md5: string): readonly DirEntry[] | undefined;
}
