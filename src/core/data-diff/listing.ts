import type { DirEntry } from '../data/dir-object.ts';
import type { HashInfo } from '../data/hash-info.ts';
import { isWithin } from '../data/root-path.ts';
import { compareCodePoints } from '../value/code-point-order.ts';
import type { DataEntry, TrackedData } from './tracked-data.ts';

/** A file below a root, or an output there that is a folder or was never saved. */
export interface ListedEntry {
  /** From the root. */
  readonly relpath: string;
  readonly md5: string | undefined;
  /** Defaults to the listing's. */
  readonly hash?: HashInfo['hash'];
  readonly isFolder?: boolean;
}

/** What one side has at and below a path, in an order that two sides can be walked in together. */
export interface Listing {
  readonly root: string;
  readonly own: DataEntry | undefined;
  readonly hash: HashInfo['hash'];
  /** By code point of `relpath`. */
  readonly entries: readonly ListedEntry[];
  /** Folders from the root, empty for itself, whose files aren't known. */
  readonly unknown: readonly string[];
}

/** Lists one side below a root. Files of outputs are left out when `shallow`. */
export function listData(outputs: readonly TrackedData[], root: string, { shallow }: { readonly shallow: boolean }): Listing {
  const found = outputs.filter((out) => isWithin(out.path, root));
  const [only] = found;
  if (found.length === 1 && only !== undefined && only.path === root) {
    const isUnknown = only.files === 'unknown';
    const entries = shallow || only.files === 'unknown' ? [] : inOrder(only.files);
    return { root, own: ownEntry(only), hash: only.object?.hash ?? 'md5', entries, unknown: isUnknown && !shallow ? [''] : [] };
  }
  const entries = found.flatMap((out) => listOutput(out, out.path.slice(root.length + 1), shallow));
  return {
    root,
    own: found.length === 0 ? undefined : { path: root, object: undefined, isFolder: true },
    hash: 'md5',
    entries: inOrder(entries),
    unknown: shallow ? [] : found.filter((out) => out.files === 'unknown').map((out) => out.path.slice(root.length + 1)),
  };
}

function listOutput(out: TrackedData, below: string, shallow: boolean): readonly ListedEntry[] {
  const hash = out.object?.hash ?? 'md5';
  const own = { relpath: below, md5: out.object?.md5, hash, isFolder: out.isFolder };
  const files = shallow || out.files === 'unknown' ? [] : out.files;
  return [own, ...files.map(({ md5, relpath }) => ({ relpath: `${below}/${relpath}`, md5, hash }))];
}

function ownEntry({ path, object, isFolder }: TrackedData): DataEntry {
  return { path, object, isFolder };
}

/** DVC writes lists in this order, so that looking is all it takes. */
function inOrder<Entry extends DirEntry | ListedEntry>(entries: readonly Entry[]): readonly Entry[] {
  const isSorted = entries.every((entry, at) => at === 0 || compareCodePoints(entries[at - 1]?.relpath ?? '', entry.relpath) <= 0);
  return isSorted ? entries : entries.toSorted((a, b) => compareCodePoints(a.relpath, b.relpath));
}

/** The folders that entries lie in, from the root, without those that are entries themselves. */
export function foldersOf(listing: Listing): ReadonlySet<string> {
  const folders = new Set<string>();
  const outputs = new Set<string>();
  let last = '';
  for (const { relpath, isFolder } of listing.entries) {
    if (isFolder !== undefined) {
      outputs.add(relpath);
    }
    let cut = relpath.lastIndexOf('/');
    const folder = cut === -1 ? '' : relpath.slice(0, cut);
    if (folder !== last) {
      last = folder;
      while (cut !== -1 && !folders.has(relpath.slice(0, cut))) {
        folders.add(relpath.slice(0, cut));
        cut = relpath.lastIndexOf('/', cut - 1);
      }
    }
  }
  return folders.difference(outputs);
}
