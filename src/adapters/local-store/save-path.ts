import { setImmediate } from 'node:timers/promises';
import type { SaveOptions } from '../../core/data-ports.ts';
import { pathBelow } from '../../core/data/root-path.ts';
import { SightlineError } from '../../core/errors.ts';
import { type FileGroup, type FileHasher, type HashedPath, unknownOf } from './file-hasher.ts';
import { waitUntilSettled } from './file-stamp.ts';
import type { HashIndex } from './hash-index.ts';
import type { ObjectCache } from './object-cache.ts';
import type { ObjectPlacer } from './place-object.ts';
import type { FileIntake } from './take-file.ts';

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
    for (const group of found.groups) {
      await run.save(group);
    }
  } finally {
    parts.cache.forget();
    parts.index.flush();
  }
  return { isFolder: found.isFolder, files: found.groups.flatMap((group) => group.files) };
}

class SaveRun {
  readonly #parts: SaveParts;
  readonly #path: string;
  readonly #intake: FileIntake;
  readonly #options: SaveOptions;
  #breath = Date.now();
  #noted = Date.now();

  constructor(parts: SaveParts, path: string, intake: FileIntake, options: SaveOptions) {
    this.#parts = parts;
    this.#path = path;
    this.#intake = intake;
    this.#options = options;
  }

  async save(group: FileGroup): Promise<void> {
    const unknown = unknownOf(group);
    waitUntilSettled(unknown.map(({ file }) => file));
    const started = Date.now();
    let isChanged = unknown.length > 0;
    try {
      for (const [at, file] of group.files.entries()) {
        if (file.md5 === '' || !this.#parts.cache.has(file.md5, 'md5')) {
          const full = pathBelow(this.#path, file.relpath);
          group.files[at] = { ...file, ...(await this.#intake.take(this.#parts.hasher.absolute(full), file)) };
          isChanged = true;
        }
        this.#options.onFiles?.(1, file.size);
        await this.#breathe(group, started);
      }
    } finally {
      if (isChanged) {
        this.#parts.hasher.note(group, started);
      }
    }
  }

  async #breathe(group: FileGroup, started: number): Promise<void> {
    const now = Date.now();
    if (now - this.#breath >= breathMilliseconds) {
      this.#breath = now;
      await setImmediate();
    }
    if (now - this.#noted >= noteMilliseconds) {
      this.#noted = now;
      this.#parts.hasher.note(group, started);
      this.#parts.index.flush();
    }
  }
}
