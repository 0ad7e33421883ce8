import { type Stats, lstatSync, readdirSync } from 'node:fs';
import { join, relative } from 'node:path';
import type { CheckoutOptions } from '../../core/data-ports.ts';
import type { HashInfo } from '../../core/data/hash-info.ts';
import { pathBelow } from '../../core/data/root-path.ts';
import { SightlineError } from '../../core/errors.ts';
import type { Change, CheckoutParts, Difference } from './checkout-change.ts';
import type { HashedPath } from './file-hasher.ts';
import { hashFile } from './hash-file.ts';

/** Throws `unsaved-changes` where a checkout that isn't forced would remove or overwrite what the cache has no copy of. */
export function refuseLoss(
  parts: CheckoutParts,
  path: string,
  info: HashInfo,
  difference: Difference,
  present: HashedPath | undefined,
  options: CheckoutOptions,
): void {
  if (options.force === true || present === undefined) {
    return;
  }
  const changed = new Set(difference.modified.map((change) => change.relpath));
  const leaving = [...present.files.filter((file) => changed.has(file.relpath)), ...difference.deleted];
  const lost = leaving.filter((file) => !parts.cache.has(file.md5, info.hash));
  if (lost[0] !== undefined) {
    const others = lost.length > 1 ? ` and ${lost.length - 1} more files` : '';
    throw lossOf(`${pathBelow(path, lost[0].relpath)}'${others}`, 'the cache has no copy');
  }
  if (present.isFolder) {
    difference.added.forEach((change) => refuseHidden(parts, path, info, change, present));
  }
}

/** What a `.dvcignore` keeps out of the data is unseen by it, and may lie where a file comes. */
function refuseHidden(parts: CheckoutParts, path: string, info: HashInfo, { relpath }: Change, present: HashedPath): void {
  const target = parts.hasher.absolute(pathBelow(path, relpath));
  const stats = lookAt(target);
  if (stats === undefined) {
    return;
  }
  if (stats.isDirectory()) {
    const known = new Set(present.files.map((file) => parts.hasher.absolute(pathBelow(path, file.relpath))));
    refuseUnknown(path, parts.hasher.absolute(path), target, known);
  } else if (!stats.isFile() || !parts.cache.has(hashFile(target, stats.size, info.hash), info.hash)) {
    throw lossOf(`${pathBelow(path, relpath)}'`, "it isn't tracked");
  }
}

/** A file where a folder is needed leaves nothing below it. */
function lookAt(target: string): Stats | undefined {
  try {
    return lstatSync(target, { throwIfNoEntry: false });
  } catch {
    return undefined;
  }
}

/** A folder goes as a whole where a file comes, with what `.dvcignore` keeps out of the data. */
export function refuseUntracked(parts: CheckoutParts, path: string, present: HashedPath, { force }: CheckoutOptions): void {
  const top = parts.hasher.absolute(path);
  if (force === true || !present.isFolder || lstatSync(top).isSymbolicLink()) {
    return;
  }
  refuseUnknown(path, top, top, new Set(present.files.map(({ relpath }) => join(top, relpath))));
}

/** Refuses when the folder holds a file that isn't known. */
function refuseUnknown(path: string, top: string, folder: string, known: ReadonlySet<string>): void {
  const found = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => !entry.isDirectory());
  const other = found.map(({ parentPath, name }) => join(parentPath, name)).find((file) => !known.has(file));
  if (other !== undefined) {
    throw lossOf(`${pathBelow(path, relative(top, other))}'`, "it isn't tracked");
  }
}

/** `what` begins after the opening quote. */
function lossOf(what: string, why: string): SightlineError {
  return new SightlineError('unsaved-changes', `'${what} would be lost: ${why}`);
}
