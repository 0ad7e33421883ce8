import type { DirEntry } from '../data/dir-object.ts';
import type { ObjectId } from '../data/object-key.ts';

/** An output of one revision, or what the workspace holds in its place. */
export interface TrackedData {
  /** From the root. */
  readonly path: string;
  /** Undefined where nothing was ever saved, and for a part of a tracked folder that is a folder. */
  readonly object: ObjectId | undefined;
  readonly isFolder: boolean;
  /** Of a folder its files, `unknown` when their list is missing; of a file none. */
  readonly files: readonly DirEntry[] | 'unknown';
}

/** A path on one side of a comparison: an output, a file in it, or a folder on the way, which has no object. */
export interface DataEntry {
  /** From the root. */
  readonly path: string;
  readonly object: ObjectId | undefined;
  readonly isFolder: boolean;
}

/** A path, and what either side has there. */
export interface DataPair {
  readonly old: DataEntry | undefined;
  readonly new: DataEntry | undefined;
  /** Set where one side lacks the list of files that the path would be in. */
  readonly isUnknown: boolean;
}

/** How DVC spells an entry: a folder with `/` at its end. */
export function spellEntry(entry: DataEntry): string {
  return entry.isFolder ? `${entry.path}/` : entry.path;
}
