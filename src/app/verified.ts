import { isFolderHash } from '../core/data/hash-info.ts';
import type { ObjectId } from '../core/data/object-key.ts';

/** A content that isn't what its name says. */
export interface Damage {
  readonly object: ObjectId;
  /** Where it is: an absolute path, the remote's url and key, or a path of the workspace. */
  readonly at: string;
  readonly size: number;
  /** What is wrong, such as the hash that it has. */
  readonly what: string;
  /** Whether its bytes were read; those that can't be may be whole. */
  readonly isRead: boolean;
}

/** What a look at one place found. */
export interface Verified {
  readonly objects: number;
  readonly bytes: number;
  readonly damaged: readonly Damage[];
  /** Files where objects lie that are named as none is. */
  readonly strange: readonly string[];
  /** What the workspace's locks and `.dvc` files name and isn't there: keys of objects, or paths of the workspace. */
  readonly missing: readonly string[];
  /** Paths of the workspace that hold something else than is recorded, as status tells too. */
  readonly changed: readonly string[];
}

/** What is wrong with an object whose bytes have this md5; undefined for a whole one. */
export function whatIsWrong({ md5 }: ObjectId, actual: string, isList: () => boolean): string | undefined {
  if (!isFolderHash(md5)) {
    return actual === md5 ? undefined : `its content has the hash ${actual}`;
  }
  return `${actual}.dir` !== md5
    ? `its content has the hash ${actual}`
    : isList()
      ? undefined
      : "it is no list of files, or names some that may not be written or that one folder can't hold together";
}
