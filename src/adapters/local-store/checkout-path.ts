import { lstatSync, mkdirSync, readdirSync, readlinkSync, rmSync, rmdirSync, statSync } from 'node:fs';
import type { CheckoutOptions, CheckoutResult } from '../../core/data-ports.ts';
import { hashDirObject, writeDirObject } from '../../core/data/dir-object.ts';
import { isFolderHash, type HashInfo } from '../../core/data/hash-info.ts';
import { parentOf, pathBelow } from '../../core/data/root-path.ts';
import { SightlineError } from '../../core/errors.ts';
import { systemCode } from '../../core/system-code.ts';
import type { Change, CheckoutParts, Difference } from './checkout-change.ts';
import type { HashedFile, HashedPath } from './file-hasher.ts';
import type { ObjectCache } from './object-cache.ts';
import { placeFiles, refuseLinkedFolder } from './place-files.ts';
import { refuseLoss, refuseUntracked } from './refuse-loss.ts';

/** Makes a workspace path hold a content; nothing is touched unless all that must be placed is in the cache. */
export async function checkoutPath(parts: CheckoutParts, path: string, info: HashInfo, options: CheckoutOptions): Promise<CheckoutResult> {
  const present = parts.hasher.describe(path, info.hash);
  const wanted = wantedFiles(parts.cache, path, info, present, options);
  const difference = compare(parts, path, info, wanted, present, options);
  refuseMissing(parts.cache, path, info, [...difference.added, ...difference.modified]);
  refuseLoss(parts, path, info, difference, present, options);
  if (present === undefined || difference.added.length + difference.modified.length + difference.deleted.length > 0) {
    refuseLinkedFolder(parts.hasher, isFolderHash(info.md5) ? path : parentOf(path), new Set(['.'])); // before anything is made or removed behind a link
  }
  if (present !== undefined && present.isFolder !== isFolderHash(info.md5)) {
    refuseUntracked(parts, path, present, options);
    rmSync(parts.hasher.absolute(path), { recursive: true, force: true });
  } else {
    removeFiles(parts, path, difference.deleted);
  }
  if (isFolderHash(info.md5)) {
    mkdirSync(parts.hasher.absolute(path), { recursive: true });
  }
  await placeFiles(parts, path, info, [...difference.added, ...difference.modified], options);
  return { change: changeOf(present, difference, options), ...count(difference) };
}

function wantedFiles(
  cache: ObjectCache,
  path: string,
  info: HashInfo,
  present: HashedPath | undefined,
  { part }: CheckoutOptions,
): readonly Change[] {
  if (!isFolderHash(info.md5)) {
    return [{ md5: info.md5, relpath: '' }];
  }
  const entries = cache.entries(info) ?? ownList(present, info) ?? refuseList(cache, path, info);
  return part === undefined ? entries : entries.filter((entry) => part(entry.relpath));
}

/** A folder that is as recorded is its own list where the cache has none. */
function ownList(present: HashedPath | undefined, info: HashInfo): readonly Change[] | undefined {
  const entries = present?.isFolder === true ? present.files.map(({ md5, relpath }) => ({ md5, relpath })) : undefined;
  return entries !== undefined && hashDirObject(writeDirObject(entries)) === info.md5 ? entries : undefined;
}

function refuseMissing(cache: ObjectCache, path: string, info: HashInfo, placed: readonly Change[]): void {
  const missing = placed.filter(({ md5 }) => !cache.has(md5, info.hash)).map(({ md5 }) => md5);
  if (missing.length > 0) {
    tellMissing(path, missing);
  }
}

/** A list that is as it was hashed, and yet none, isn't had otherwise by fetching it again. */
function refuseList(cache: ObjectCache, path: string, info: HashInfo): never {
  const why = cache.whyNoList(info);
  if (why === undefined) {
    tellMissing(path, [info.md5]);
  }
  throw new SightlineError('missing-data', `'${path}' cannot be restored: the list of its files ${why}`, {
    place: { file: cache.path(info.md5, info.hash) },
    hint: "No folder can be restored from it: run 'sightline add' again where the folder is whole, and commit what that records.",
  });
}

function tellMissing(path: string, [first = '', ...others]: readonly string[]): never {
  throw new SightlineError(
    'missing-data',
    `'${path}' cannot be restored: ${others.length + 1} of its objects are not in the cache, such as ${first}`,
  );
}

function compare(
  parts: CheckoutParts,
  path: string,
  info: HashInfo,
  wanted: readonly Change[],
  present: HashedPath | undefined,
  { relink = false, part = () => true }: CheckoutOptions,
): Difference {
  const sameKind = present !== undefined && present.isFolder === isFolderHash(info.md5);
  const before = new Map(present?.files.map((file) => [file.relpath, file]));
  const added: Change[] = [];
  const modified: Change[] = [];
  for (const entry of wanted) {
    const old = sameKind ? before.get(entry.relpath) : undefined;
    before.delete(entry.relpath);
    if (old === undefined) {
      added.push(entry);
    } else if (old.md5 !== entry.md5 || (relink && needsRelink(parts, path, info, old))) {
      modified.push(entry);
    }
  }
  const left = sameKind ? [...before.values()].filter(({ relpath }) => relpath === '' || part(relpath)) : (present?.files ?? []);
  return { added, modified, deleted: left.map(({ relpath, md5 }) => ({ relpath, md5 })) };
}

function needsRelink(parts: CheckoutParts, path: string, info: HashInfo, file: HashedFile): boolean {
  const target = parts.hasher.absolute(pathBelow(path, file.relpath));
  const object = parts.cache.path(file.md5, info.hash);
  const stats = lstatSync(target);
  switch (parts.placer.type) {
    case 'hardlink':
      return stats.isSymbolicLink() || stats.ino !== statSync(object, { throwIfNoEntry: false })?.ino;
    case 'symlink':
      return !stats.isSymbolicLink() || readlinkSync(target) !== object;
    case 'reflink':
    case 'copy':
      return stats.isSymbolicLink() || stats.nlink > 1;
  }
}

function removeFiles(parts: CheckoutParts, path: string, files: readonly Change[]): void {
  const folders = new Set<string>();
  for (const file of files) {
    const full = pathBelow(path, file.relpath);
    rmSync(parts.hasher.absolute(full), { force: true });
    if (file.relpath !== '') {
      folders.add(parentOf(full));
    }
  }
  for (const folder of folders) {
    removeEmpty(parts, folder, path);
  }
}

function removeEmpty(parts: CheckoutParts, folder: string, top: string): void {
  for (let current = folder; current !== top && current.startsWith(`${top}/`); current = parentOf(current)) {
    try {
      if (readdirSync(parts.hasher.absolute(current)).length > 0) {
        return;
      }
      rmdirSync(parts.hasher.absolute(current));
    } catch (error) {
      if (systemCode(error) !== 'ENOENT') {
        return;
      }
    }
  }
}

function changeOf(present: HashedPath | undefined, difference: Difference, options: CheckoutOptions): CheckoutResult['change'] {
  const { added, modified, deleted } = count(difference);
  if (present === undefined) {
    return 'added';
  }
  return options.relink !== true && added + modified + deleted > 0 ? 'modified' : 'none';
}

function count(difference: Difference): { readonly added: number; readonly modified: number; readonly deleted: number } {
  return { added: difference.added.length, modified: difference.modified.length, deleted: difference.deleted.length };
}
