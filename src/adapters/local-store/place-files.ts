import { lstatSync } from 'node:fs';
import type { CheckoutOptions } from '../../core/data-ports.ts';
import type { HashInfo } from '../../core/data/hash-info.ts';
import { baseName, parentOf, pathBelow } from '../../core/data/root-path.ts';
import { SightlineError } from '../../core/errors.ts';
import type { Change, CheckoutParts } from './checkout-change.ts';
import { inBatches, manyFiles } from './file-batches.ts';
import type { FileHasher, HashedFile } from './file-hasher.ts';
import { openFileThreads } from './file-threads.ts';
import type { ObjectToPlace, PlacedObject } from './place-object.ts';

/** Brings files into a path of the workspace; copies of many are made on all cores. */
export async function placeFiles(
  parts: CheckoutParts,
  path: string,
  info: HashInfo,
  files: readonly Change[],
  options: CheckoutOptions,
): Promise<void> {
  const placed: HashedFile[] = [];
  const asCopy = options.asCopy === true;
  const safe = new Set<string>(['.']);
  const toPlace = (file: Change): ObjectToPlace => {
    const full = pathBelow(path, file.relpath);
    refuseLinkedFolder(parts.hasher, parentOf(full), safe);
    const isExec = info.isExec === true || file.isExec === true;
    return { object: parts.cache.path(file.md5, info.hash), target: parts.hasher.absolute(full), isExec };
  };
  const note = ({ relpath, md5 }: Change, there: PlacedObject): void => {
    placed.push({ name: baseName(relpath), relpath, md5, ...there });
    options.onFiles?.(1, there.size);
  };
  const isForThreads = (): boolean => files.length >= manyFiles && (asCopy || parts.placer.type === 'copy');
  let next = 0;
  for (; next < files.length && !isForThreads(); next += 1) {
    const file = files[next] as Change;
    note(file, parts.placer.bring(toPlace(file), asCopy)); // the first one tells which kind of link works
  }
  await using threads = openFileThreads('place', { staging: parts.placer.stagingFolder });
  const left = files.values().drop(next);
  await inBatches(
    threads,
    left.map((file) => ({ file: toPlace(file), own: file })),
    note,
  );
  if (info.hash === 'md5') {
    parts.hasher.remember(path, placed);
  }
}

/** A repository may hold a link that leads out of it: data is never written through one. */
export function refuseLinkedFolder(hasher: FileHasher, folder: string, safe: Set<string>): void {
  if (safe.has(folder) || folder === '/' || folder.endsWith('..')) {
    return;
  }
  refuseLinkedFolder(hasher, parentOf(folder), safe);
  if (lstatSync(hasher.absolute(folder), { throwIfNoEntry: false })?.isSymbolicLink() === true) {
    throw new SightlineError('write-failed', `'${folder}' is a symbolic link, and data is not written through links`, {
      hint: 'Replace the link by a folder, or track the folder that it leads to.',
    });
  }
  safe.add(folder);
}
