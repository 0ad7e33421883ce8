import { createHash } from 'node:crypto';
import { accessSync, closeSync, constants, existsSync, fstatSync, lstatSync, openSync, readFileSync, realpathSync } from 'node:fs';
import { hostname } from 'node:os';
import { basename, dirname, isAbsolute, join, sep } from 'node:path';
import { z } from 'zod';
import type { CacheUser, CacheUsers, RepositoryLock } from '../../core/data-ports.ts';
import { SightlineError } from '../../core/errors.ts';
import { isAbsence } from '../../core/system-code.ts';
import type { Staging } from './atomic-write.ts';
import { asReadError } from './file-errors.ts';
import { namesIn } from './object-folders.ts';

const maxNoteBytes = 16 << 10;
const maxNotes = 10_000;
const maxPath = 4096;
const maxHost = 256;

const noteSchema = z.strictObject({
  root: z
    .string()
    .max(maxPath)
    .refine((path) => isAbsolute(path) && !path.includes('\0')),
  host: z.string().max(maxHost),
});

/** Where a cache keeps notes of its repositories, and which of them is at work. */
export interface CacheUsersPlace {
  readonly cacheFolder: string;
  /** The repository's root. */
  readonly root: string;
  readonly staging: Staging;
  /** The lock of the cache itself. */
  readonly lock: RepositoryLock;
}

/**
 * Notes of the repositories that use a cache outside of them, one file each under `sightline/users`, named by a digest of
 * the machine's name and the root: two machines may have different repositories at one path.
 */
export function createCacheUsers({ cacheFolder, root, staging, lock }: CacheUsersPlace): CacheUsers {
  const folder = join(cacheFolder, 'sightline', 'users');
  const own = { root, host: hostname() };
  const file = join(folder, digestOf(own));
  return {
    hold: async (command, onWait, signal) =>
      canWrite(cacheFolder) ? lock.acquire(command, onWait, signal) : { [Symbol.asyncDispose]: () => Promise.resolve() },
    note: async (onWait, signal) => {
      if (isBelow(cacheFolder, root) || !canWrite(cacheFolder) || readNote(file) === textOf(own)) {
        return;
      }
      refuseOther(folder);
      const held = await lock.acquire('sightline', onWait, signal); // a gc that doesn't know of us ends first
      try {
        staging.write(file, textOf(own));
      } finally {
        await held[Symbol.asyncDispose]();
      }
    },
    list: async () => {
      refuseOther(folder);
      const names = (await namesIn(folder)).filter((name) => /^[0-9a-f]{64}$/.test(name)).toSorted();
      if (names.length > maxNotes) {
        throw unreadable(folder, `there are ${names.length} notes of repositories, and at most ${maxNotes} are read`);
      }
      return names.map((name) => toUser(join(folder, name)));
    },
  };
}

function toUser(file: string): CacheUser {
  const text = readNote(file);
  const note = text === undefined ? undefined : noteSchema.safeParse(parse(text)).data;
  if (note === undefined || digestOf(note) !== basename(file)) {
    throw unreadable(file, 'it is no note of a repository, or not of that name');
  }
  return { root: note.root, file, isThere: isThere(note.root, file), host: note.host };
}

/** Undefined when there is none; never a link's target, and no more than a note can have. */
function readNote(file: string): string | undefined {
  let handle: number;
  try {
    handle = openSync(file, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  } catch (error) {
    if (isAbsence(error)) {
      return undefined;
    }
    throw unreadable(file, error instanceof Error ? error.message : String(error));
  }
  try {
    const stats = fstatSync(handle);
    if (!stats.isFile() || stats.size > maxNoteBytes) {
      throw unreadable(file, stats.isFile() ? `it has ${stats.size} bytes` : 'it is no file');
    }
    return readFileSync(handle, 'utf8');
  } catch (error) {
    throw asReadError(error, file);
  } finally {
    closeSync(handle);
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isThere(root: string, file: string): boolean {
  try {
    lstatSync(root);
    return true;
  } catch (error) {
    if (isAbsence(error)) {
      return false;
    }
    throw unreadable(file, `'${root}', which it names, can't be looked at: ${error instanceof Error ? error.message : String(error)}`);
  }
}

function refuseOther(folder: string): void {
  const stats = lstatSync(folder, { throwIfNoEntry: false });
  if (stats !== undefined && !stats.isDirectory()) {
    throw unreadable(folder, 'it is no folder');
  }
}

function unreadable(file: string, reason: string): SightlineError {
  return new SightlineError('unreadable-file', `'${file}', which tells what repositories use the cache, can't be read: ${reason}`, {
    hint: "Remove it, and run 'sightline checkout' in each repository that uses the cache: that notes them again.",
  });
}

type Note = z.infer<typeof noteSchema>;

function textOf({ root, host }: Note): string {
  return `${JSON.stringify({ root, host })}\n`;
}

function digestOf({ root, host }: Note): string {
  return createHash('sha256').update(`${host}\0${root}`).digest('hex');
}

/** Where nothing can be saved nothing needs to be noted. */
function canWrite(folder: string): boolean {
  try {
    accessSync(nearest(folder), constants.W_OK);
    return true;
  } catch {
    return false;
  }
}

function isBelow(folder: string, root: string): boolean {
  const start = nearest(folder);
  const real = join(realpathSync(start), folder.slice(start.length));
  return real.startsWith(`${realpathSync(root)}${sep}`);
}

/** The folder itself, or what of the way to it is there. */
function nearest(folder: string): string {
  return existsSync(folder) ? folder : nearest(dirname(folder));
}
