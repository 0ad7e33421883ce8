import type { DirEntry } from '../data/dir-object.ts';
import { parentOf } from '../data/root-path.ts';
import type { ValueMap } from '../value/value.ts';
import type { Versions } from './choose-side.ts';

/** A file of a tracked folder; with its entry where a `files:` list of a version-aware remote has one. */
export interface FolderFile extends DirEntry {
  readonly fields?: ValueMap;
}

/** A file of a tracked folder that the two branches don't agree on. */
export interface FileConflict {
  readonly relpath: string;
  readonly what: 'changed' | 'added' | 'removed and changed' | 'file and folder';
}

/** A folder with the changes of both branches. Without conflicts `ours` and `theirs` are the same list. */
export interface MergedFolder {
  /** Where the branches disagree, what our branch has. */
  readonly ours: readonly FolderFile[];
  readonly theirs: readonly FolderFile[];
  readonly conflicts: readonly FileConflict[];
}

/** Merges the files of a folder one by one; no ancestor means that both branches added the folder. */
export function mergeFolder(versions: Versions<readonly FolderFile[]>): MergedFolder {
  const [base, ours, theirs] = [byName(versions.base), byName(versions.ours), byName(versions.theirs)];
  const merged = new Map<string, FolderFile>();
  const conflicts = new Map<string, FileConflict>();
  for (const relpath of new Set([...ours.keys(), ...theirs.keys()])) {
    const file = { base: base.get(relpath), ours: ours.get(relpath), theirs: theirs.get(relpath) };
    if (isContested(file)) {
      conflicts.set(relpath, { relpath, what: kindOf(file) });
    }
    const chosen = choose(file);
    if (chosen !== undefined) {
      merged.set(relpath, chosen);
    }
  }
  const names = new Set([...ours.keys(), ...theirs.keys()].filter((name) => merged.has(name) || conflicts.has(name)));
  findClashes(names, base).forEach((relpath) => conflicts.set(relpath, { relpath, what: 'file and folder' }));
  return {
    ours: settle(merged, conflicts.keys(), ours),
    theirs: settle(merged, conflicts.keys(), theirs),
    conflicts: [...conflicts.values()].toSorted((a, b) => (a.relpath < b.relpath ? -1 : 1)),
  };
}

function byName(files: readonly FolderFile[] | undefined): ReadonlyMap<string, FolderFile> {
  return new Map(files?.map((file) => [file.relpath, file]));
}

function isContested({ base, ours, theirs }: Versions<FolderFile>): boolean {
  return ours?.md5 !== theirs?.md5 && ours?.md5 !== base?.md5 && theirs?.md5 !== base?.md5;
}

function choose({ base, ours, theirs }: Versions<FolderFile>): FolderFile | undefined {
  if (ours?.md5 === theirs?.md5) {
    return ours?.fields?.has('cloud') === true ? ours : theirs;
  }
  return ours?.md5 === base?.md5 ? theirs : ours;
}

function kindOf({ base, ours, theirs }: Versions<FolderFile>): FileConflict['what'] {
  return ours === undefined || theirs === undefined ? 'removed and changed' : base === undefined ? 'added' : 'changed';
}

/** Names that would have to be a file and a folder at once. Only what was added can have brought that about. */
function findClashes(names: ReadonlySet<string>, base: ReadonlyMap<string, FolderFile>): ReadonlySet<string> {
  const clashes = new Set<string>();
  for (const name of names) {
    for (let folder = base.has(name) ? '.' : parentOf(name); folder !== '.'; folder = parentOf(folder)) {
      if (names.has(folder)) {
        clashes.add(folder).add(name);
      }
    }
  }
  return clashes;
}

function settle(
  merged: ReadonlyMap<string, FolderFile>,
  conflicts: Iterable<string>,
  side: ReadonlyMap<string, FolderFile>,
): readonly FolderFile[] {
  const settled = new Map(merged);
  for (const relpath of conflicts) {
    const own = side.get(relpath);
    if (own === undefined) {
      settled.delete(relpath);
    } else {
      settled.set(relpath, own);
    }
  }
  return [...settled.values()];
}
