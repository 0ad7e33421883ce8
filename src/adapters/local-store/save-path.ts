import { setImmediate } from 'node:timers/promises';
import type { SaveOptions } from '../../core/data-ports.ts';
import { pathBelow } from '../../core/data/root-path.ts';
import { SightlineError } from '../../core/errors.ts';
import { inBatches, manyFiles } from './file-batches.ts';
import { type FileGroup, type FileHasher, type HashedFile, type HashedPath, unknownOf } from './file-hasher.ts';
import { waitUntilSettled } from './file-stamp.ts';
import type { FileToTake } from './file-works.ts';
import type { HashIndex } from './hash-index.ts';
import type { ObjectCache } from './object-cache.ts';
import type { ObjectPlacer } from './place-object.ts';
import type { FileIntake, TakenFile } from './take-file.ts';

/** What saving works with. */
export interface SaveParts {
  readonly hasher: FileHasher;
  readonly cache: ObjectCache;
  readonly placer: ObjectPlacer;
  readonly index: HashIndex;
}

/** Signals are heard and progress is drawn this often. */
const breathMilliseconds = 50;
/** Hashes of a folder that takes long are noted this often, so that a run that is ended needn't start anew. */
const noteMilliseconds = 30_000;

/** Puts every file at a path into the cache: those that the index knows are only looked up there, the others read, once. */
export async function savePath(parts: SaveParts, path: string, options: SaveOptions): Promise<HashedPath> {
  const found = parts.hasher.find(path, 'md5');
  if (found === undefined) {
    throw new SightlineError('missing-file', `'${path}' does not exist`);
  }
  const files = found.groups.flatMap((group) => group.files);
  options.onFound?.(
    files.length,
    files.reduce((sum, file) => sum + file.size, 0),
  );
  const intake = parts.cache.intake(parts.placer, options.asCopy === true);
  const run = new SaveRun(parts, path, intake, options);
  try {
    await run.save(found.groups);
  } finally {
    run.note();
    parts.cache.forget();
    parts.index.flush();
  }
  return { isFolder: found.isFolder, files: found.groups.flatMap((group) => group.files) };
}

/** A file with its place in its group. */
interface SavedFile {
  readonly group: FileGroup;
  readonly at: number;
  readonly file: HashedFile;
}

class SaveRun {
  readonly #parts: SaveParts;
  readonly #path: string;
  readonly #intake: FileIntake;
  readonly #options: SaveOptions;
  /** When the first file of a group was about to be read. */
  readonly #started = new Map<FileGroup, number>();
  /** Groups with hashes that aren't noted yet. */
  readonly #changed = new Set<FileGroup>();
  #breath = Date.now();
  #noted = Date.now();

  constructor(parts: SaveParts, path: string, intake: FileIntake, options: SaveOptions) {
    this.#parts = parts;
    this.#path = path;
    this.#intake = intake;
    this.#options = options;
  }

  /** Copies of many files are made on all cores, once the first told that it can't be a link; everything else on this thread. */
  async save(groups: readonly FileGroup[]): Promise<void> {
    const unknown = groups.reduce((sum, group) => sum + unknownOf(group).length, 0);
    const files = this.#filesOf(groups);
    for (let taken = 0; taken === 0 || !this.#intake.copies || Math.max(taken, unknown) < manyFiles;) {
      const next = files.next();
      if (next.done === true) {
        return;
      }
      if (!this.#passOver(next.value)) {
        this.#keep(next.value, await this.#intake.take(this.#absolute(next.value), next.value.file));
        taken += 1;
      }
      await this.#breathe();
    }
    await using threads = this.#parts.cache.openThreads();
    const left = files.filter((saved) => !this.#passOver(saved));
    await inBatches(
      threads,
      left.map((own) => ({ own, file: toTake(this.#absolute(own), own.file) })),
      (own, taken) => this.#keep(own, taken),
    );
  }

  /** Notes the hashes of files that were read. */
  note(): void {
    this.#changed.forEach((group) => this.#parts.hasher.note(group, this.#started.get(group) ?? 0));
    this.#changed.clear();
  }

  *#filesOf(groups: readonly FileGroup[]): Generator<SavedFile, undefined> {
    for (const group of groups) {
      waitUntilSettled(unknownOf(group).map(({ file }) => file));
      this.#started.set(group, Date.now());
      for (const [at, file] of group.files.entries()) {
        yield { group, at, file };
      }
    }
  }

  /** Whether a file is saved as it is, which counts as done. */
  #passOver({ file: { md5, size } }: SavedFile): boolean {
    const isThere = md5 !== '' && this.#parts.cache.has(md5, 'md5');
    if (isThere) {
      this.#options.onFiles?.(1, size);
    }
    return isThere;
  }

  #keep({ group, at, file }: SavedFile, taken: TakenFile): void {
    group.files[at] = { ...file, ...taken };
    this.#changed.add(group);
    this.#options.onFiles?.(1, file.size);
    const now = Date.now();
    if (now - this.#noted >= noteMilliseconds) {
      this.#noted = now;
      this.note();
      this.#parts.index.flush();
    }
  }

  async #breathe(): Promise<void> {
    const now = Date.now();
    if (now - this.#breath >= breathMilliseconds) {
      this.#breath = now;
      await setImmediate();
    }
  }

  #absolute({ file }: SavedFile): string {
    return this.#parts.hasher.absolute(pathBelow(this.#path, file.relpath));
  }
}

function toTake(file: string, { size, mtimeMs, ino }: HashedFile): FileToTake {
  return { file, size, mtimeMs, ino };
}
