import { hash } from 'node:crypto';
import { closeSync, constants, copyFileSync, fstatSync, linkSync, lstatSync, openSync, statSync, writeFileSync } from 'node:fs';
import { SightlineError } from '../../core/errors.ts';
import type { Staging } from './atomic-write.ts';
import { copyHashed } from './copy-hashed.ts';
import { asReadError } from './file-errors.ts';
import { protect, protectedMode } from './file-mode.ts';
import type { FileStamp } from './folder-rows.ts';
import { fillBlock, hashFile } from './hash-file.ts';
import { cannotLink, type LinkType, type ObjectPlacer } from './place-object.ts';

/** Where what is taken in goes. */
export interface TakePlace {
  readonly staging: Staging;
  /** Where the object of that md5 lies. */
  path(md5: string): string;
  /** Whether it is there and whole. */
  has(md5: string): boolean;
}

/** What was taken in, and the stamp that the file had while it was read. */
export interface TakenFile extends FileStamp {
  readonly md5: string;
}

/** Up to here a file is held in memory: it is read and hashed first, and written only if the cache lacks it. */
const wholeBytes = 4 << 20;

/**
 * Takes files into the cache, reading each once: what was hashed is what is written, so a file that changes meanwhile
 * can't be recorded under a hash that its object doesn't have. Small files go one after the other on one thread: a read,
 * md5 and a write of the same buffer took 4.2 CPU seconds for 20,000 files of 30 KB where read, md5 and copyFile, 8 at
 * once, took 5.7.
 */
export class FileIntake {
  readonly #place: TakePlace;
  readonly #buffer = Buffer.allocUnsafeSlow(wholeBytes + 1);
  /** Whether the process's mask takes permissions away that an object must have. */
  readonly #isMasked = (process.umask() & protectedMode) !== 0;
  readonly #placer: ObjectPlacer;
  readonly #asCopy: boolean;
  #isCopying: boolean;

  /** Files share bytes with their objects by the kind of link that the placer uses, unless `asCopy` leaves them as they are. */
  constructor(place: TakePlace, placer: ObjectPlacer, asCopy: boolean) {
    this.#place = place;
    this.#placer = placer;
    this.#asCopy = asCopy;
    this.#isCopying = asCopy && placer.type !== 'reflink';
  }

  /** Whether files are copied, which threads can do, too: known for sure once one was taken. */
  get copies(): boolean {
    return this.#isCopying || this.#placer.type === 'copy';
  }

  /** Throws `unreadable-file` for a file that changes while it is read, and `write-failed`; nothing of it is kept then. */
  async take(file: string, found: FileStamp): Promise<TakenFile> {
    for (;;) {
      const type = this.#isCopying ? 'copy' : this.#placer.type;
      try {
        return await this.#takeAs(type, file, found);
      } catch (error) {
        if (type === 'copy' || !cannotLink(error)) {
          throw error;
        }
        // A symlink in the workspace is no less possible because the object can't be a link.
        const hasNext = type !== 'symlink' && this.#placer.refuse(type);
        this.#isCopying = this.#asCopy || !hasNext;
      }
    }
  }

  async #takeAs(type: LinkType, file: string, found: FileStamp): Promise<TakenFile> {
    switch (type) {
      case 'reflink':
        return this.#takeFrom(file, (temporary) => {
          copyFileSync(file, temporary, constants.COPYFILE_FICLONE_FORCE | constants.COPYFILE_EXCL);
          return hashFile(temporary, found.size, 'md5');
        });
      case 'hardlink':
      case 'symlink':
        return lstatSync(file).isSymbolicLink() ? this.#takeAs('copy', file, found) : this.#takeLink(file);
      case 'copy':
        return (
          (found.size <= wholeBytes ? this.#takeWhole(file, found) : undefined) ??
          this.#takeFrom(file, async (temporary) => copyHashed(file, temporary))
        );
    }
  }

  /** Undefined for a file that has grown too large. One that was changed since it was found is read a second time. */
  #takeWhole(file: string, found: FileStamp): TakenFile | undefined {
    let before = found;
    for (let attempt = 0; attempt < 2; attempt += 1) {
      const { length, after } = this.#read(file);
      if (length > wholeBytes) {
        return undefined;
      }
      if (isSame(before, after) && length === after.size) {
        const bytes = this.#buffer.subarray(0, length);
        const md5 = hash('md5', bytes, 'hex');
        if (!this.#place.has(md5)) {
          this.#write(md5, bytes);
        }
        return { md5, ...stampOf(after) };
      }
      before = after;
    }
    throw changedWhileRead(file);
  }

  #read(file: string): { readonly length: number; readonly after: FileStamp } {
    try {
      const descriptor = openSync(file, 'r');
      try {
        return { length: fillBlock(descriptor, this.#buffer), after: fstatSync(descriptor) };
      } finally {
        closeSync(descriptor);
      }
    } catch (error) {
      throw asReadError(error, file);
    }
  }

  #write(md5: string, bytes: Uint8Array): void {
    this.#place.staging.place(this.#place.path(md5), (temporary) => {
      writeFileSync(temporary, bytes, { flag: 'wx', mode: protectedMode });
      if (this.#isMasked) {
        protect(temporary);
      }
    });
  }

  /** Of a link the inode is the object from now on; whoever writes to it writes to both, so the hash is of a file at rest. */
  async #takeLink(file: string): Promise<TakenFile> {
    return this.#takeFrom(file, (temporary) => {
      linkSync(file, temporary);
      return hashFile(temporary, statSync(temporary).size, 'md5');
    });
  }

  #stamp(file: string): FileStamp {
    try {
      return stampOf(statSync(file));
    } catch (error) {
      throw asReadError(error, file);
    }
  }

  /** Lets `fill` make the object under another name and answer its md5. */
  async #takeFrom(file: string, fill: (temporary: string) => string | Promise<string>): Promise<TakenFile> {
    const before = this.#stamp(file);
    let md5 = '';
    await this.#place.staging.placeWhere(`the cache's copy of ${file}`, async (temporary) => {
      md5 = await fill(temporary);
      if (!isSame(before, statSync(file))) {
        throw changedWhileRead(file);
      }
      if (this.#place.has(md5)) {
        return undefined;
      }
      protect(temporary);
      return this.#place.path(md5);
    });
    return { md5, ...before };
  }
}

function stampOf({ size, mtimeMs, ino }: FileStamp): FileStamp {
  return { size, mtimeMs, ino };
}

function isSame(a: FileStamp, b: FileStamp): boolean {
  return a.size === b.size && a.mtimeMs === b.mtimeMs && a.ino === b.ino;
}

function changedWhileRead(file: string): SightlineError {
  return new SightlineError('unreadable-file', `'${file}' changed while it was being added`, {
    hint: 'Let the program that writes it end, then run the command again.',
  });
}
