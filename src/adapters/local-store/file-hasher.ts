import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { SightlineError } from '../../core/errors.ts';
import { noIgnoreRules, ignoreFileName, type IgnoreRules } from '../../core/data/ignore.ts';
import { baseName, parentOf, pathBelow } from '../../core/data/root-path.ts';
import { asReadError } from './file-errors.ts';
import { type FolderState, folderState } from './folder-state.ts';
import { hashFile, type HashKind } from './hash-file.ts';
import { isSettled, waitUntilSettled } from './file-stamp.ts';
import type { HashIndex } from './hash-index.ts';
import { scanFolder, type ScannedFile, ScannedFolder } from './scan-folder.ts';

/** A file with the hash of its content. */
export interface HashedFile extends ScannedFile {
  /** From the path that was asked about; empty when that is the file. */
  readonly relpath: string;
  readonly md5: string;
}

/** What is at a path: one file, or the files of a folder. */
export interface HashedPath {
  readonly isFolder: boolean;
  readonly files: readonly HashedFile[];
}

/** What was scanned, hashed. */
export interface HashedScan extends HashedPath {
  /** The index knew every file as it was scanned, so that none was read. */
  readonly isAsKnown: boolean;
}

/** The files directly in one folder, or a single file: what the index keeps under one key. */
export interface FileGroup {
  readonly key: string;
  /** Those that the index doesn't know as they are now have an empty md5. */
  readonly files: HashedFile[];
}

/** What is at a path, before anything is known of contents; a single file is the only one of a folder without a name. */
export interface ScannedPath {
  readonly path: string;
  readonly isFolder: boolean;
  readonly folders: readonly ScannedFolder[];
}

/** What is at a path, with hashes as far as they are known without reading. */
export interface FoundPath {
  readonly isFolder: boolean;
  readonly groups: readonly FileGroup[];
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
    const scanned = this.scan(path);
    return scanned === undefined ? undefined : this.hash(scanned, kind);
  }

  /** The hashes of what was scanned; what the index doesn't know as it was then is read now. */
  hash(scanned: ScannedPath, kind: HashKind): HashedScan {
    const groups = this.#groups(scanned, kind);
    const isAsKnown = groups.every((group) => group.files.every(({ md5 }) => md5 !== ''));
    try {
      for (const group of groups) {
        this.#read(scanned.path, group, kind);
      }
    } catch (error) {
      throw asReadError(error, scanned.path);
    } finally {
      this.#index.flush();
    }
    return { isFolder: scanned.isFolder, files: groups.flatMap((group) => group.files), isAsKnown };
  }

  /** As `describe`, reading no file. */
  find(path: string, kind: HashKind): FoundPath | undefined {
    const scanned = this.scan(path);
    return scanned === undefined ? undefined : { isFolder: scanned.isFolder, groups: this.#groups(scanned, kind) };
  }

  /** The state of a folder, when the index knows every file in it as it is now. */
  state({ path, isFolder, folders }: ScannedPath, kind: HashKind): FolderState | undefined {
    return isFolder ? folderState(folders, (folder) => this.#index.load(keyOfFolder(path, folder, kind))) : undefined;
  }

  /** What is at a path; undefined when there is nothing. */
  scan(path: string): ScannedPath | undefined {
    const file = this.absolute(path);
    try {
      const stats = statSync(file, { throwIfNoEntry: false });
      if (stats === undefined) {
        return undefined;
      }
      if (stats.isDirectory()) {
        return { path, isFolder: true, folders: scanFolder({ folder: file, path, rules: this.rulesFor(path) }) };
      }
      if (!stats.isFile()) {
        throw new SightlineError('unreadable-file', `'${path}' is neither a file nor a folder`);
      }
      const single = new ScannedFolder('', 1);
      single.add('', stats);
      return { path, isFolder: false, folders: [single] };
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
    const byFolder = Map.groupBy(files, (file) => keyOf(path, file.relpath));
    for (const [key, placed] of byFolder) {
      const rows = new Map(
        this.#index
          .load(key)
          .rows()
          .map((row) => [row.name, row]),
      );
      for (const file of placed) {
        rows.set(file.name, { ...file, mtimeMs: isSettled(file, now) ? file.mtimeMs : Number.NaN });
      }
      this.#index.save(key, [...rows.values()]);
    }
    this.#index.flush();
  }

  /** Reads a file anew the next time, whatever its stamp says then. */
  distrust(path: string, relpath: string, kind: HashKind): void {
    const key = `${kind === 'md5' ? '' : textPrefix}${keyOf(path, relpath)}`;
    const name = baseName(relpath);
    const rows = this.#index.load(key).rows();
    this.#index.save(
      key,
      rows.filter((row) => row.name !== name),
    );
    this.#index.flush();
  }

  /** Notes the hashes of a group; one whose file may still be being written isn't believed next time, so that it is read again. */
  note(group: FileGroup, started: number): void {
    const known = group.files.filter((file) => file.md5 !== '');
    this.#index.save(
      group.key,
      known.map((file) => (isSettled(file, started) ? file : { ...file, mtimeMs: Number.NaN })),
    );
  }

  #groups({ path, folders }: ScannedPath, kind: HashKind): FileGroup[] {
    return folders.map((folder) => {
      const key = keyOfFolder(path, folder, kind);
      const known = this.#index.load(key);
      return { key, files: folder.files().map((file) => toHashed(file, folder.below, known.find(file.name, file) ?? '')) };
    });
  }

  #read(path: string, group: FileGroup, kind: HashKind): void {
    const unknown = unknownOf(group);
    if (unknown.length === 0) {
      return;
    }
    waitUntilSettled(unknown.map(({ file }) => file));
    const started = Date.now();
    for (const { at, file } of unknown) {
      const full = this.absolute(pathBelow(path, file.relpath));
      group.files[at] = { ...file, md5: hashFile(full, file.size, kind) };
    }
    this.note(group, started);
  }
}

/** The files of a group that must be read, with their place in it. */
export function unknownOf(group: FileGroup): readonly { readonly at: number; readonly file: HashedFile }[] {
  return group.files.flatMap((file, at) => (file.md5 === '' ? [{ at, file }] : []));
}

const textPrefix = 'd2u:';

function toHashed(file: ScannedFile, below: string, md5: string): HashedFile {
  const { name, size, mtimeMs, ino, mode } = file;
  return { name, relpath: below === '' ? name : `${below}/${name}`, size, mtimeMs, ino, mode, md5 };
}

/** A single file has a key of its own; a folder's ends in a slash. */
function keyOfFolder(path: string, { below, names }: ScannedFolder, kind: HashKind): string {
  const key = names[0] === '' ? path : below === '' ? `${path}/` : `${path}/${below}/`;
  return kind === 'md5' ? key : `${textPrefix}${key}`;
}

function keyOf(path: string, relpath: string): string {
  return relpath === '' ? path : `${path}/${relpath.slice(0, relpath.lastIndexOf('/') + 1)}`;
}
