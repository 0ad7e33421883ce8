import type { Digest, DigestedFile } from '../../core/cache-ports.ts';
import type { CarriedError } from './carried-error.ts';
import type { FileStamp } from './folder-rows.ts';
import type { ObjectToPlace, PlacedObject } from './place-object.ts';
import type { TakenFile } from './take-file.ts';

/** A file to take into the cache, with the stamp that it was found with. */
export interface FileToTake extends FileStamp {
  /** Absolute. */
  readonly file: string;
}

/** What threads can do with files: what a thread must know for it (absolute paths), one file, and what that comes to. */
export interface FileWorks {
  readonly digest: { readonly setup: undefined; readonly file: DigestedFile; readonly result: Digest };
  /** Into the cache, as copies. */
  readonly take: {
    readonly setup: { readonly cache: string; readonly staging: string };
    readonly file: FileToTake;
    readonly result: TakenFile;
  };
  /** Out of the cache, as copies. */
  readonly place: { readonly setup: { readonly staging: string }; readonly file: ObjectToPlace; readonly result: PlacedObject };
}

/** A kind of work. */
export type FileWork = keyof FileWorks;

/** What a thread is started with. */
export interface ThreadSetup<Work extends FileWork = FileWork> {
  readonly work: Work;
  readonly setup: FileWorks[Work]['setup'];
}

/** What came of some files, in order: of all of them unless one failed, after which the others aren't tried. */
export interface ThreadAnswer<Work extends FileWork = FileWork> {
  readonly done: readonly FileWorks[Work]['result'][];
  readonly failure?: CarriedError;
}
