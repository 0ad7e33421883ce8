import { isWithin, liesInOneOf } from '../data/root-path.ts';
import { compareCodePoints } from '../value/code-point-order.ts';
import { foldersOf, listData, type ListedEntry, type Listing } from './listing.ts';
import type { DataEntry, DataPair, TrackedData } from './tracked-data.ts';

/** What to look at. */
export interface PairOptions {
  /** Tell of what is the same on both sides, too. */
  readonly withSame: boolean;
  /** Outputs only, not the files in them. */
  readonly shallow: boolean;
}

/** Every path that either side has, with what both have there; each path once. */
export function* pairData(old: readonly TrackedData[], now: readonly TrackedData[], options: PairOptions): Generator<DataPair> {
  for (const root of outermost([...old, ...now].map((out) => out.path))) {
    yield* pairListings(listData(old, root, options), listData(now, root, options), options);
  }
}

/** Paths that lie in no other one, by code point. */
function outermost(paths: readonly string[]): readonly string[] {
  const all = new Set(paths);
  return [...all].filter((path) => !liesInOneOf(path, all)).toSorted(compareCodePoints);
}

function* pairListings(old: Listing, now: Listing, { withSame }: PairOptions): Generator<DataPair> {
  if (old.own !== undefined || now.own !== undefined) {
    yield { old: old.own, new: now.own, isUnknown: false };
  }
  const unknown = [...old.unknown, ...now.unknown];
  const isUnknown = (relpath: string): boolean =>
    unknown.some((folder) => folder === '' || (folder !== relpath && isWithin(relpath, folder)));
  const folders = { old: lazily(() => foldersOf(old)), new: lazily(() => foldersOf(now)) };
  const seen = new Set<string>();
  for (const [before, after] of join(old, now, withSame)) {
    const relpath = before?.relpath ?? after?.relpath ?? '';
    const pair = {
      old: before === undefined ? folderAt(old, folders.old(), relpath) : toEntry(old, before),
      new: after === undefined ? folderAt(now, folders.new(), relpath) : toEntry(now, after),
      isUnknown: isUnknown(relpath),
    };
    yield pair;
    if (pair.isUnknown && after !== undefined) {
      yield* unknownFolders(now, relpath, seen);
    }
  }
}

/** Folders on the way to a file that the other side may have, too: DVC tells of them as it does of the file. */
function* unknownFolders(now: Listing, relpath: string, seen: Set<string>): Generator<DataPair> {
  for (let cut = relpath.indexOf('/'); cut !== -1; cut = relpath.indexOf('/', cut + 1)) {
    const folder = relpath.slice(0, cut);
    if (!seen.has(folder)) {
      seen.add(folder);
      yield { old: undefined, new: { path: `${now.root}/${folder}`, object: undefined, isFolder: true }, isUnknown: true };
    }
  }
}

/** Walks both lists in their order; what is the same on both sides costs two comparisons and no memory. */
function* join(old: Listing, now: Listing, withSame: boolean): Generator<readonly [ListedEntry | undefined, ListedEntry | undefined]> {
  let [i, j] = [0, 0];
  while (i < old.entries.length || j < now.entries.length) {
    const [before, after] = [old.entries[i], now.entries[j]];
    const order = before === undefined ? 1 : after === undefined ? -1 : compareCodePoints(before.relpath, after.relpath);
    if (order !== 0) {
      yield order < 0 ? [before, undefined] : [undefined, after];
    } else if (withSame || before?.md5 !== after?.md5 || before?.isFolder !== after?.isFolder) {
      yield [before, after];
    }
    i += order <= 0 ? 1 : 0;
    j += order >= 0 ? 1 : 0;
  }
}

function toEntry(listing: Listing, { relpath, md5, hash, isFolder }: ListedEntry): DataEntry {
  return {
    path: `${listing.root}/${relpath}`,
    object: md5 === undefined ? undefined : { md5, hash: hash ?? listing.hash },
    isFolder: isFolder === true,
  };
}

function folderAt(listing: Listing, folders: ReadonlySet<string>, relpath: string): DataEntry | undefined {
  return folders.has(relpath) ? { path: `${listing.root}/${relpath}`, object: undefined, isFolder: true } : undefined;
}

function lazily<T>(make: () => T): () => T {
  let made: T | undefined;
  return () => (made ??= make());
}
