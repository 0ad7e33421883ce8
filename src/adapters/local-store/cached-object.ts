import { readFileSync, rmSync, statSync } from 'node:fs';
import { hashDirObject } from '../../core/data/dir-object.ts';
import { isFolderHash } from '../../core/data/hash-info.ts';
import { protect, protectedMode } from './file-mode.ts';
import { hashFile, type HashKind } from './hash-file.ts';

/** An executable that is hard-linked shares its bit with the object, which is no less protected for it. */
const readWriteBits = 0o666;

/** Where an object of a cache's folder lies or would lie: `files/md5/xx/rest`, and `xx/rest` for entries of DVC 2. */
export function objectPath(folder: string, md5: string, kind: HashKind): string {
  const base = kind === 'md5' ? `${folder}/files/md5` : folder;
  return `${base}/${md5.slice(0, 2)}/${md5.slice(2)}`;
}

/**
 * Whether the object at `file` is there and whole. Like DVC, a read-only object is taken to be whole; any other is
 * hashed, then made read-only, or removed when it is corrupt, which `onRemoved` is told.
 */
export function hasObject(file: string, md5: string, kind: HashKind, onRemoved: () => void = () => {}): boolean {
  const stats = statSync(file, { throwIfNoEntry: false });
  if (stats === undefined || !stats.isFile()) {
    return false;
  }
  if ((stats.mode & readWriteBits) === protectedMode) {
    return true;
  }
  const actual = isFolderHash(md5) ? hashDirObject(readFileSync(file)) : hashFile(file, stats.size, kind);
  if (actual !== md5) {
    rmSync(file, { force: true });
    onRemoved();
    return false;
  }
  protect(file);
  return true;
}
