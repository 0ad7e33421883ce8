import pMap from 'p-map';
import type { CachedFile, Digester } from '../core/cache-ports.ts';
import { isFolderHash } from '../core/data/hash-info.ts';
import { type ObjectId, objectKey } from '../core/data/object-key.ts';
import { ObjectSet } from '../core/data/object-set.ts';
import { objectsOf } from './objects-of.ts';
import type { Project } from './project.ts';
import { whoUses } from './who-uses.ts';

/** A content that isn't what its name says. */
export interface Damage {
  readonly object: ObjectId;
  /** Where it is: an absolute path, the remote's url and key, or a path of the workspace. */
  readonly at: string;
  readonly size: number;
  /** What is wrong, such as the hash that it has. */
  readonly what: string;
  /** Whether its bytes were read; those that can't be may be whole. */
  readonly isRead: boolean;
}

/** A damaged content with everything known that uses it, the first of them. */
export interface NamedDamage extends Damage {
  readonly uses: readonly string[];
}

/** What a look at one place found. */
export interface Verified {
  readonly objects: number;
  readonly bytes: number;
  readonly damaged: readonly Damage[];
  /** Files where objects lie that are named as none is. */
  readonly strange: readonly string[];
  /** What the workspace's locks and `.dvc` files name and isn't there: keys of objects, or paths of the workspace. */
  readonly missing: readonly string[];
  /** Paths of the workspace that hold something else than is recorded, as status tells too. */
  readonly changed: readonly string[];
}

/** Hashes every object of the cache, or of the outputs that were asked for. */
export async function verifyCache(project: Project, targets: readonly string[], signal: AbortSignal): Promise<Verified> {
  const wanted = await objectsOf(project, targets);
  const pages: (readonly CachedFile[])[] = [];
  const present = new ObjectSet();
  const strange: string[] = [];
  for await (const files of project.audit.files()) {
    pages.push(files.filter(({ object }) => object !== undefined && (targets.length === 0 || wanted.has(object))));
    files.forEach(({ key, object }) => (object === undefined ? strange.push(key) : present.add(object)));
  }
  const all = pages.flat();
  const bytes = all.reduce((sum, { size }) => sum + size, 0);
  using progress = project.console.progress('Hashing the cache', all.length, bytes);
  await using digester = project.audit.openDigester();
  const damaged = await pMap(
    pages.flatMap(splitPage),
    async (files) => {
      signal.throwIfAborted();
      const found = await checkFiles(project, digester, files);
      progress.advance(
        files.length,
        files.reduce((sum, { size }) => sum + size, 0),
      );
      return found;
    },
    { concurrency: digester.concurrency },
  );
  return {
    objects: all.length,
    bytes,
    damaged: damaged.flat(),
    strange: targets.length === 0 ? strange : [],
    missing: [...wanted].filter((object) => !present.has(object)).map(objectKey),
    changed: [],
  };
}

const filesAtOnce = 64;

/** So few files at a time that progress is seen. */
function splitPage(files: readonly CachedFile[]): (readonly CachedFile[])[] {
  return Array.from({ length: Math.ceil(files.length / filesAtOnce) }, (_, at) => files.slice(at * filesAtOnce, (at + 1) * filesAtOnce));
}

async function checkFiles(project: Project, digester: Digester, files: readonly CachedFile[]): Promise<readonly Damage[]> {
  const asked = files.flatMap(({ object, size }) => (object === undefined ? [] : [{ object, size, path: project.audit.path(object) }]));
  const digests = await digester.digest(
    asked.map(({ object, size, path }) => ({ path, size, kind: isFolderHash(object.md5) ? 'md5' : object.hash })),
  );
  return asked.flatMap(({ object, size, path }, at): Damage[] => {
    const digest = digests[at];
    if (digest === undefined || 'problem' in digest) {
      return [{ object, at: path, size, what: `it can't be read: ${digest?.problem ?? ''}`, isRead: false }];
    }
    const what = whatIsWrong(object, digest.md5, () => project.audit.listFolder(object.md5) !== undefined);
    return what === undefined ? [] : [{ object, at: path, size, what, isRead: true }];
  });
}

/** What is wrong with an object whose bytes have this md5; undefined for a whole one. */
export function whatIsWrong({ md5 }: ObjectId, actual: string, isList: () => boolean): string | undefined {
  if (!isFolderHash(md5)) {
    return actual === md5 ? undefined : `its content has the hash ${actual}`;
  }
  return `${actual}.dir` !== md5
    ? `its content has the hash ${actual}`
    : isList()
      ? undefined
      : 'it is no list of files, or names some that may not be written';
}

/** Adds to each damaged content what uses it in any branch, tag or worktree. */
export async function nameDamage(project: Project, damaged: readonly Damage[]): Promise<readonly NamedDamage[]> {
  const users =
    damaged.length === 0 ? new Map<string, readonly string[]>() : await whoUses(project, new Set(damaged.map(({ object }) => object.md5)));
  return damaged.map((damage) => ({ ...damage, uses: users.get(damage.object.md5) ?? [] }));
}

/** Removes what is damaged from the cache, but nothing that couldn't be read. Answers how many objects that were. */
export async function removeDamaged(project: Project, damaged: readonly Damage[]): Promise<number> {
  const objects = damaged.filter(({ isRead }) => isRead).map(({ object }) => object);
  await project.transfers.remove(objects);
  return objects.length;
}
