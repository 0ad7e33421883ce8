import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { SightlineError } from '../../core/errors.ts';
import { type DirDifference, differingEntries } from '../../core/data/dir-difference.ts';
import { hashDirObject, readDirObject, type DirEntry, whyNoDirObject } from '../../core/data/dir-object.ts';
import { type HashInfo, isFolderHash } from '../../core/data/hash-info.ts';
import { systemCode } from '../../core/system-code.ts';
import type { Staging } from './atomic-write.ts';
import { hasObject, objectPath } from './cached-object.ts';
import { protect } from './file-mode.ts';
import { isSettled } from './file-stamp.ts';
import { type FileThreads, openFileThreads } from './file-threads.ts';
import type { HashKind } from './hash-file.ts';
import type { HashIndex } from './hash-index.ts';
import type { ObjectPlacer } from './place-object.ts';
import { FileIntake } from './take-file.ts';

const folderCount = 256;

/** DVC's cache of contents by md5. */
export class ObjectCache {
  readonly #folder: string;
  readonly #staging: Staging;
  readonly #index: HashIndex;
  readonly #trees = new Map<string, readonly DirEntry[]>();
  #folderTimes: Float64Array | undefined;

  constructor(folder: string, staging: Staging, index: HashIndex) {
    this.#folder = folder;
    this.#index = index;
    this.#staging = staging;
  }

  /** Where an object lies or would lie. */
  path(md5: string, kind: HashKind): string {
    return objectPath(this.#folder, md5, kind);
  }

  /** Whether the object is there and whole; one that is corrupt is removed. */
  has(md5: string, kind: HashKind): boolean {
    return hasObject(this.path(md5, kind), md5, kind, () => this.forget());
  }

  /** The objects that a content is made of and that are missing or corrupt; each is looked at. */
  verify(info: HashInfo): string[] {
    if (info.files === undefined && !this.has(info.md5, info.hash)) {
      return [info.md5];
    }
    if (!isFolderHash(info.md5)) {
      return [];
    }
    const entries = this.entries(info);
    return entries === undefined ? [info.md5] : entries.filter((entry) => !this.has(entry.md5, info.hash)).map((entry) => entry.md5);
  }

  /** As `verify`, but a folder's objects aren't looked at again while the cache's own folders haven't changed since. */
  missing(info: HashInfo): string[] {
    if (!isFolderHash(info.md5) || info.hash !== 'md5' || (info.files === undefined && !this.has(info.md5, info.hash))) {
      return this.verify(info);
    }
    const started = Date.now();
    const times = this.#times(started);
    const seen = this.#index.loadSeen(info.md5);
    if (seen !== undefined && seen.length === times.length && times.every((time, at) => time === seen[at])) {
      return [];
    }
    const missing = this.verify(info);
    if (missing.length === 0) {
      this.#index.saveSeen(info.md5, times);
    }
    return missing;
  }

  /** When each of the 256 folders last gained or lost an object; NaN, which equals nothing, when that was just now. */
  #times(now: number): Float64Array {
    this.#folderTimes ??= Float64Array.from({ length: folderCount }, (_, at) => {
      const stats = statSync(`${this.#folder}/files/md5/${at.toString(16).padStart(2, '0')}`, { throwIfNoEntry: false });
      return stats === undefined ? 0 : isSettled(stats, now) ? stats.mtimeMs : Number.NaN;
    });
    return this.#folderTimes;
  }

  /** Objects may have come or gone since. */
  forget(): void {
    this.#folderTimes = undefined;
  }

  /** The files of a folder, as listed or else of its object; undefined when that is missing, corrupt or not what its name says. */
  entries(info: HashInfo): readonly DirEntry[] | undefined {
    const known = info.files ?? this.#trees.get(info.md5);
    if (known !== undefined) {
      return known;
    }
    const bytes = this.read(info.md5, info.hash);
    const entries = bytes === undefined ? undefined : readDirObject(bytes, info.md5);
    if (entries !== undefined) {
      this.#trees.set(info.md5, entries);
    }
    return entries;
  }

  /** Why a folder's object, which is there, is no list of its files; undefined when it is one or isn't there. */
  whyNoList({ md5, hash }: HashInfo): string | undefined {
    const bytes = this.read(md5, hash);
    return bytes === undefined ? undefined : hashDirObject(bytes) === md5 ? whyNoDirObject(bytes) : `has the hash ${hashDirObject(bytes)}`;
  }

  /** What differs between two folders' objects; undefined when reading both is needed to know. */
  difference(old: HashInfo, now: HashInfo): DirDifference | undefined {
    const [before, after] = [old, now].map(({ files, md5, hash }) => (files === undefined ? this.read(md5, hash) : undefined));
    return isNamed(before, old) && isNamed(after, now) ? differingEntries(before, after) : undefined;
  }

  /** The bytes of an object; undefined when it isn't there. */
  read(md5: string, kind: HashKind): Uint8Array | undefined {
    try {
      return readFileSync(this.path(md5, kind));
    } catch (error) {
      if (systemCode(error) === 'ENOENT') {
        return undefined;
      }
      throw new SightlineError('unreadable-file', `the cache object ${md5} could not be read`, { cause: error });
    }
  }

  /** Keeps a folder's object. */
  putTree(content: string): string {
    const md5 = hashDirObject(content);
    if (!this.has(md5, 'md5')) {
      this.#place(md5, (temporary) => writeFileSync(temporary, content));
    }
    return md5;
  }

  /** Takes files in: `placer` knows which kinds of link work, `asCopy` leaves the files as they are. */
  intake(placer: ObjectPlacer, asCopy: boolean): FileIntake {
    this.forget();
    return new FileIntake(
      { staging: this.#staging, path: (md5) => this.path(md5, 'md5'), has: (md5) => this.has(md5, 'md5') },
      placer,
      asCopy,
    );
  }

  /** Threads that take files in as copies. */
  openThreads(): FileThreads<'take'> {
    this.forget();
    return openFileThreads('take', { cache: this.#folder, staging: this.#staging.folder });
  }

  #place(md5: string, fill: (temporary: string) => void): void {
    this.forget();
    this.#staging.place(this.path(md5, 'md5'), (temporary) => {
      fill(temporary);
      protect(temporary);
    });
  }
}

function isNamed(content: Uint8Array | undefined, { md5 }: HashInfo): content is Uint8Array {
  return content !== undefined && hashDirObject(content) === md5;
}
