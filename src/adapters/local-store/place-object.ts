import { chmodSync, constants, copyFileSync, linkSync, statSync, symlinkSync } from 'node:fs';
import { SightlineError } from '../../core/errors.ts';
import { systemCode } from '../../core/system-code.ts';
import type { Staging } from './atomic-write.ts';
import { newFileMode } from './file-mode.ts';
import type { FileStamp } from './folder-rows.ts';

/** How a file in the workspace shares its bytes with the cache. */
export type LinkType = 'reflink' | 'hardlink' | 'symlink' | 'copy';

/** An object to bring into the workspace: absolute paths. */
export interface ObjectToPlace {
  readonly object: string;
  readonly target: string;
  readonly isExec: boolean;
}

/** The file that an object has become, or leads to. */
export interface PlacedObject extends FileStamp {
  readonly mode: number;
}

/** Puts cache objects into the workspace, by the first link type that works between the two. */
export class ObjectPlacer {
  readonly #staging: Staging;
  #types: readonly LinkType[];

  constructor(staging: Staging, types: readonly LinkType[]) {
    this.#staging = staging;
    this.#types = types;
  }

  /** Where files lie that aren't whole yet. */
  get stagingFolder(): string {
    return this.#staging.folder;
  }

  /** The type that is tried first, and after the first object the one that works. */
  get type(): LinkType {
    return this.#types[0] ?? 'copy';
  }

  /** Whether a file in the workspace is the object itself, under another name. */
  get sharesFiles(): boolean {
    return this.type === 'hardlink' || this.type === 'symlink';
  }

  /** The file system has no links of that type: goes on to the next. False when there is none. */
  refuse(type: LinkType): boolean {
    if (this.#types.length > 1 && this.type === type) {
      this.#types = this.#types.slice(1);
      return true;
    }
    return false;
  }

  /** Replaces what is at `target` by the object, in one step. */
  place(object: string, target: string, asCopy: boolean): void {
    if (asCopy) {
      this.#placeAs('copy', object, target);
      return;
    }
    for (;;) {
      const type = this.type;
      try {
        this.#placeAs(type, object, target);
        return;
      } catch (error) {
        if (!cannotLink(error)) {
          throw error;
        }
        if (!this.refuse(type)) {
          throw new SightlineError('write-failed', `'${target}' can't be a ${type} into the cache: the disk refuses that`, {
            hint: `cache.type of DVC's configuration allows nothing else: 'dvc config cache.type ${type},copy' falls back to copies.`,
            cause: error,
          });
        }
      }
    }
  }

  /** The same, and answers what is there now. */
  bring({ object, target, isExec }: ObjectToPlace, asCopy: boolean): PlacedObject {
    this.place(object, target, asCopy);
    if (isExec) {
      chmodSync(target, statSync(target).mode | 0o100);
    }
    const { size, mtimeMs, ino, mode } = statSync(target);
    return { size, mtimeMs, ino, mode };
  }

  #placeAs(type: LinkType, object: string, target: string): void {
    switch (type) {
      case 'hardlink':
        this.#staging.place(target, (temporary) => linkSync(object, temporary));
        return;
      case 'symlink':
        this.#staging.place(target, (temporary) => symlinkSync(object, temporary));
        return;
      case 'reflink':
        this.#staging.place(target, (temporary) => {
          copyFileSync(object, temporary, constants.COPYFILE_FICLONE_FORCE);
          chmodSync(temporary, newFileMode());
        });
        return;
      case 'copy':
        this.#staging.copy(object, target, newFileMode());
        return;
    }
  }
}

const linkRefusals: ReadonlySet<string | undefined> = new Set([
  'EXDEV',
  'EPERM',
  'EMLINK',
  'ENOTSUP',
  'EOPNOTSUPP',
  'ENOSYS',
  'EINVAL',
  'ENOTTY',
]);

/** Whether the file system refused the kind of link, rather than the file. */
export function cannotLink(error: unknown): boolean {
  return linkRefusals.has(systemCode(error instanceof SightlineError ? error.cause : error));
}
