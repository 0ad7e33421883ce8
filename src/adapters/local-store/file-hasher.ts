import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { SightlineError } from '../../core/errors.ts';
import { noIgnoreRules, ignoreFileName, type IgnoreRules } from '../../core/data/ignore.ts';
import { parentOf } from '../../core/data/root-path.ts';
import { asReadError } from './atomic-write.ts';
import { hashFile, type HashKind } from './hash-file.ts';
import { isSameStamp, isSettled, waitUntilSettled } from './file-stamp.ts';
import type { HashIndex, IndexRow } from './hash-index.ts';
import { scanFolder, type ScannedFile } from './scan-folder.ts';

/** A file with the hash of its content. */
export interface HashedFile extends ScannedFile {
  readonly md5: string;
}

/** What is at a path: one file, or the files of a folder. */
export interface HashedPath {
  readonly isFolder: boolean;
  readonly files: readonly HashedFile[];
}

/** Hashes what the workspace holds, reading only files that the index doesn't know as they are now. */
export class FileHasher {
  readonly #root: string;
  readonly #index: HashIndex;
  readonly #rules = new Map<string, IgnoreRules>();

  constructor(root: string, index: HashIndex) {
    this.#root = root;
    this.#index = index;
  }

  /** Where a path from the root lies on disk. */
  absolute(path: string): string {
    return path.startsWith('/') ? path : path === '.' ? this.#root : join(this.#root, path);
  }

  /** Undefined when there is nothing. */
  describe(path: string, kind: HashKind): HashedPath | undefined {
    const file = this.absolute(path);
    const stats = statSync(file, { throwIfNoEntry: false });
    if (stats === undefined) {
      return undefined;
    }
    try {
      if (stats.isDirectory()) {
        const scanned = scanFolder({ folder: file, path, rules: this.rulesFor(path) });
        return { isFolder: true, files: this.#hashAll(path, scanned, kind) };
      }
      if (!stats.isFile()) {
        throw new SightlineError('unreadable-file', `'${path}' is neither a file nor a folder`);
      }
      const { size, mtimeMs, ino, mode } = stats;
      return { isFolder: false, files: this.#hashAll(path, [{ relpath: '', size, mtimeMs, ino, mode }], kind) };
    } catch (error) {
      throw asReadError(error, path);
    }
  }

  /** Whether a `.dvcignore` leaves the path out. */
  isIgnored(path: string): boolean {
    const rules = this.rulesFor(parentOf(path));
    const isFolder = statSync(this.absolute(path), { throwIfNoEntry: false })?.isDirectory();
    return isFolder === undefined
      ? rules.ignores(path, 'file') || rules.ignores(path, 'folder')
      : rules.ignores(path, isFolder ? 'folder' : 'file');
  }

  /** The patterns that hold in a folder: those of its own `.dvcignore` and of all above it. */
  rulesFor(folder: string): IgnoreRules {
    if (folder.startsWith('/') || folder.startsWith('..')) {
      return noIgnoreRules;
    }
    const known = this.#rules.get(folder);
    if (known !== undefined) {
      return known;
    }
    const above = folder === '.' ? noIgnoreRules : this.rulesFor(parentOf(folder));
    const file = join(this.absolute(folder), ignoreFileName);
    const rules = existsSync(file) ? above.with({ folder, text: readFileSync(file, 'utf8') }) : above;
    this.#rules.set(folder, rules);
    return rules;
  }

  /** Notes hashes that are known without reading, as those of files just placed from the cache. */
  remember(path: string, files: readonly HashedFile[]): void {
    const now = Date.now();
    this.#index.save(files.filter((file) => isSettled(file, now)).map((file) => toRow(below(path, file.relpath), file, file.md5)));
  }

  #hashAll(path: string, files: readonly ScannedFile[], kind: HashKind): HashedFile[] {
    const rows = files.length === 0 ? new Map<string, IndexRow>() : this.#index.load(path);
    const hashed: HashedFile[] = [];
    const unknown: number[] = [];
    files.forEach((file, at) => {
      const digest = knownDigest(rows.get(below(path, file.relpath)), file, kind);
      hashed.push({ ...file, md5: digest ?? '' });
      if (digest === undefined) {
        unknown.push(at);
      }
    });
    this.#read(path, hashed, unknown, kind);
    return hashed;
  }

  #read(path: string, hashed: HashedFile[], unknown: readonly number[], kind: HashKind): void {
    if (unknown.length === 0) {
      return;
    }
    waitUntilSettled(unknown.flatMap((at) => hashed[at] ?? []));
    const started = Date.now();
    const fresh: IndexRow[] = [];
    for (const at of unknown) {
      const file = hashed[at];
      if (file === undefined) {
        continue;
      }
      const full = below(path, file.relpath);
      const md5 = hashFile(this.absolute(full), file.size, kind);
      hashed[at] = { ...file, md5 };
      if (isSettled(file, started)) {
        fresh.push(toRow(full, file, kind === 'md5' ? md5 : `${textPrefix}${md5}`));
      }
    }
    this.#index.save(fresh);
  }
}

const textPrefix = 'd2u:';

function knownDigest(row: IndexRow | undefined, file: ScannedFile, kind: HashKind): string | undefined {
  if (row === undefined || !isSameStamp(row, file) || row.digest.startsWith(textPrefix) !== (kind === 'md5-dos2unix')) {
    return undefined;
  }
  return kind === 'md5' ? row.digest : row.digest.slice(textPrefix.length);
}

function toRow(path: string, file: ScannedFile, digest: string): IndexRow {
  return { path, size: file.size, mtimeMs: file.mtimeMs, ino: file.ino, digest };
}

function below(path: string, relpath: string): string {
  return relpath === '' ? path : `${path}/${relpath}`;
}
