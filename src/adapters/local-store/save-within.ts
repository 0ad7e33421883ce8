import type { Content, SaveOptions } from '../../core/data-ports.ts';
import { type DirEntry, writeDirObject } from '../../core/data/dir-object.ts';
import type { HashInfo, ListedFile } from '../../core/data/hash-info.ts';
import { isWithin, pathBelow } from '../../core/data/root-path.ts';
import { SightlineError } from '../../core/errors.ts';
import { compareCodePoints } from '../../core/value/code-point-order.ts';
import { checkoutPath } from './checkout-path.ts';
import { execution } from './file-mode.ts';
import { savePath, type SaveParts } from './save-path.ts';

/**
 * Saves what lies at some paths inside of a tracked folder; the rest of the folder stays as recorded, whatever the
 * workspace holds there. A path that is gone is taken out. As in DVC, the size is known only if files were just added.
 */
export async function saveWithin(
  parts: SaveParts,
  path: string,
  info: HashInfo,
  inside: readonly string[],
  options: SaveOptions,
): Promise<Content> {
  const recorded = parts.cache.entries(info);
  if (recorded === undefined) {
    throw new SightlineError('missing-data', `what is recorded of '${path}' is not in the cache, so nothing can be added to it`, {
      hint: `Fetch it, or add '${path}' as a whole.`,
    });
  }
  const kept = recorded.filter((entry) => !inside.some((target) => isWithin(`${path}/${entry.relpath}`, target)));
  const added: ListedFile[] = [];
  let addedBytes = 0;
  for (const target of inside) {
    const hashed = parts.hasher.find(target, 'md5') === undefined ? undefined : await savePath(parts, target, options);
    if (hashed === undefined && !recorded.some((entry) => isWithin(`${path}/${entry.relpath}`, target))) {
      throw new SightlineError('missing-file', `'${target}' does not exist`);
    }
    for (const file of hashed?.files ?? []) {
      const relpath = pathBelow(target, file.relpath).slice(path.length + 1);
      added.push({ md5: file.md5, relpath, size: file.size, ...execution(file) });
      addedBytes += file.size;
    }
  }
  const entries: readonly ListedFile[] = [...kept, ...added];
  const md5 = parts.cache.putTree(writeDirObject(entries));
  await relink(parts, path, added, options);
  const isAppended = kept.length === recorded.length && info.size !== undefined && info.size > 0;
  const size = md5 === info.md5 ? info.size : isAppended ? (info.size ?? 0) + addedBytes : undefined;
  return {
    info: { md5, hash: 'md5', nfiles: entries.length, ...(size === undefined ? {} : { size }) },
    entries,
    listFiles: () => entries.toSorted((a, b) => compareCodePoints(a.relpath, b.relpath)),
  };
}

async function relink(parts: SaveParts, path: string, added: readonly DirEntry[], options: SaveOptions): Promise<void> {
  if (options.asCopy === true || !parts.placer.sharesFiles) {
    return;
  }
  for (const { md5, relpath } of added) {
    await checkoutPath(parts, `${path}/${relpath}`, { md5, hash: 'md5' }, { relink: true });
  }
}
