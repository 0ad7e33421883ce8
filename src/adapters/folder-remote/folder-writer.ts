import { chmodSync, constants, existsSync, linkSync, mkdirSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { copyFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { parseObjectKey } from '../../core/data/object-key.ts';
import { systemCode } from '../../core/system-code.ts';
import { asRemoteError } from './folder-failure.ts';
import { isTemporaryName, temporaryName } from './temporary-name.ts';

/** The mode that DVC gives files at a remote, and by which it takes them for whole. */
const protectedMode = 0o444;
const leftoverMilliseconds = 24 * 3_600_000;

/** Writes files of a remote's folder under another name first, so that one is there as a whole or not at all. */
export class FolderWriter {
  readonly #root: string;
  readonly #ready = new Set<string>();

  constructor(root: string) {
    this.#root = root;
  }

  /**
   * Copies a file of that mode, which a copy takes over, sharing blocks where the file system can. Answers false when
   * there is one that isn't to be replaced.
   */
  async copy(
    source: string,
    key: string,
    { mode, isExclusive }: { readonly mode: number; readonly isExclusive: boolean },
  ): Promise<boolean> {
    return this.#place(key, isExclusive, async (temporary) => {
      await copyFile(source, temporary, constants.COPYFILE_FICLONE | constants.COPYFILE_EXCL);
      return mode & 0o777;
    });
  }

  async write(key: string, content: Uint8Array, isExclusive: boolean): Promise<boolean> {
    return this.#place(key, isExclusive, async (temporary) => {
      await writeFile(temporary, content, { flag: 'wx' });
      return undefined;
    });
  }

  /** `fill` answers the mode of what it wrote, if it knows. */
  async #place(key: string, isExclusive: boolean, fill: (temporary: string) => Promise<number | undefined>): Promise<boolean> {
    const target = join(this.#root, key);
    const folder = dirname(target);
    const temporary = join(folder, temporaryName());
    try {
      this.#makeFolder(folder);
      const mode = await fill(temporary);
      if (mode !== protectedMode && parseObjectKey(key) !== undefined) {
        chmodSync(temporary, protectedMode);
      }
      return isExclusive ? moveIfAbsent(temporary, target) : moveOver(temporary, target);
    } catch (error) {
      discard(temporary);
      throw asRemoteError(error, `'${key}' could not be written to the remote '${this.#root}'`);
    }
  }

  /** Once a folder: what writers left there that were killed goes, by age alone, since other machines may write too. */
  #makeFolder(folder: string): void {
    if (this.#ready.has(folder)) {
      return;
    }
    if (mkdirSync(folder, { recursive: true }) === undefined) {
      for (const name of readdirSync(folder).filter(isTemporaryName)) {
        const file = join(folder, name);
        if (Date.now() - (statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? Date.now()) > leftoverMilliseconds) {
          rmSync(file, { force: true });
        }
      }
    }
    this.#ready.add(folder);
  }
}

/** What can't be removed now is removed a day later. */
function discard(temporary: string): void {
  try {
    rmSync(temporary, { force: true });
  } catch (error) {
    if (systemCode(error) === undefined) {
      throw error;
    }
  }
}

function moveOver(temporary: string, target: string): true {
  renameSync(temporary, target);
  return true;
}

/** A link fails where a rename would replace; where there are no links, whoever comes last wins. */
function moveIfAbsent(temporary: string, target: string): boolean {
  try {
    linkSync(temporary, target);
  } catch (error) {
    if (systemCode(error) !== 'EEXIST' && !existsSync(target)) {
      return moveOver(temporary, target);
    }
    discard(temporary);
    return false;
  }
  discard(temporary);
  return true;
}
