import { randomBytes } from 'node:crypto';
import {
  chmodSync,
  constants,
  copyFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { systemCode } from '../../core/system-code.ts';
import { asWriteError } from './file-errors.ts';
import { isAlive } from './process-identity.ts';

/** A folder for files that are being written: a rename from it is atomic, and what a killed process leaves there is removed later. */
export class Staging {
  /** Absolute. */
  readonly folder: string;
  readonly #mark = randomBytes(6).toString('hex');
  #count = 0;
  #made = false;

  constructor(folder: string) {
    this.folder = folder;
  }

  /** Writes through a temporary file, so that the target is the old file or the new one. */
  write(target: string, content: string | Uint8Array): void {
    this.place(target, (temporary) => writeFileSync(temporary, content, { flag: 'wx' }));
  }

  /** Copies a file, sharing blocks where the file system can; it gets the permissions of a new file. */
  copy(source: string, target: string, mode: number): void {
    this.place(target, (temporary) => copyInto(source, temporary, mode));
  }

  /** Lets `fill` make a temporary file and moves it to `target`. */
  place(target: string, fill: (temporary: string) => void): void {
    const name = this.#temporaryName();
    try {
      this.#makeFolder();
      this.#through(join(this.folder, name), target, fill);
    } catch (error) {
      if (systemCode(error) !== 'EXDEV') {
        throw asWriteError(error, target);
      }
      this.#beside(name, target, fill);
    }
  }

  /** As `place`, with a `fill` that takes its time; it answers false to leave the target as it is. Answers whether it moved. */
  async placeLater(target: string, fill: (temporary: string) => Promise<boolean>): Promise<boolean> {
    return this.placeWhere(target, async (temporary) => ((await fill(temporary)) ? target : undefined));
  }

  /** The same where the target is known only once the file is filled; `what` names it until then. */
  async placeWhere(what: string, fill: (temporary: string) => Promise<string | undefined>): Promise<boolean> {
    const temporary = join(this.folder, this.#temporaryName());
    try {
      this.#makeFolder();
      let isMoved = false;
      try {
        const target = await fill(temporary);
        isMoved = target !== undefined && moveAcross(temporary, target) === 'renamed';
        return target !== undefined;
      } finally {
        if (!isMoved) {
          rmSync(temporary, { force: true });
        }
      }
    } catch (error) {
      throw asWriteError(error, what);
    }
  }

  /** Removes what processes left that were killed an hour ago or earlier; another machine may share the folder. */
  clean(): void {
    const names = existsSync(this.folder) ? readdirSync(this.folder) : [];
    for (const name of names) {
      const file = join(this.folder, name);
      const age = Date.now() - (statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? Date.now());
      if (age > leftoverMilliseconds && !isAlive({ pid: Number.parseInt(name, 10), started: undefined })) {
        rmSync(file, { force: true });
      }
    }
  }

  #temporaryName(): string {
    this.#count += 1;
    return `${process.pid}-${this.#mark}-${this.#count}.tmp`;
  }

  #makeFolder(): void {
    if (!this.#made) {
      mkdirSync(this.folder, { recursive: true });
      this.#made = true;
    }
  }

  /** The target is on another file system than the folder, so the temporary file goes beside it. */
  #beside(name: string, target: string, fill: (temporary: string) => void): void {
    try {
      this.#through(join(dirname(target), `.${name}`), target, fill);
    } catch (error) {
      throw asWriteError(error, target);
    }
  }

  #through(temporary: string, target: string, fill: (temporary: string) => void): void {
    try {
      fill(temporary);
      moveInto(temporary, target);
    } catch (error) {
      rmSync(temporary, { force: true });
      throw error;
    }
  }
}

const smallBytes = 256 << 10;
const leftoverMilliseconds = 3_600_000;

function moveInto(temporary: string, target: string): void {
  try {
    renameSync(temporary, target);
  } catch (error) {
    if (systemCode(error) !== 'ENOENT') {
      throw error;
    }
    mkdirSync(dirname(target), { recursive: true });
    renameSync(temporary, target);
  }
}

/** A target on another file system gets a copy first, so that the last step is a rename there too. */
function moveAcross(temporary: string, target: string): 'renamed' | 'copied' {
  try {
    moveInto(temporary, target);
    return 'renamed';
  } catch (error) {
    if (systemCode(error) !== 'EXDEV') {
      throw error;
    }
    const beside = join(dirname(target), `.${basename(temporary)}`);
    try {
      copyFileSync(temporary, beside, constants.COPYFILE_EXCL);
      renameSync(beside, target);
      return 'copied';
    } finally {
      rmSync(beside, { force: true });
    }
  }
}

function copyInto(source: string, temporary: string, mode: number): void {
  if (statSync(source).size <= smallBytes) {
    writeFileSync(temporary, readFileSync(source), { flag: 'wx', mode });
  } else {
    copyFileSync(source, temporary, constants.COPYFILE_FICLONE | constants.COPYFILE_EXCL);
    chmodSync(temporary, mode);
  }
}
