import { chmodSync, lstatSync, statSync } from 'node:fs';
import { hashDirObject, writeDirObject, type DirEntry } from '../../core/data/dir-object.ts';
import type { Content, DataStore, SaveOptions } from '../../core/data-ports.ts';
import { isFolderHash, type HashInfo, type ListedFile } from '../../core/data/hash-info.ts';
import { pathBelow } from '../../core/data/root-path.ts';
import { compareCodePoints } from '../../core/value/code-point-order.ts';
import type { Staging } from './atomic-write.ts';
import { execution, executeBits, newFileMode } from './file-mode.ts';
import type { CheckoutParts } from './checkout-change.ts';
import { checkoutPath } from './checkout-path.ts';
import type { FileHasher, HashedPath } from './file-hasher.ts';
import type { HashKind } from './hash-file.ts';
import type { HashIndex } from './hash-index.ts';
import type { ObjectCache } from './object-cache.ts';
import type { ObjectPlacer } from './place-object.ts';
import { savePath } from './save-path.ts';
import { saveWithin } from './save-within.ts';

/** What a data store is made of. */
export interface DataStoreParts extends CheckoutParts {
  readonly hasher: FileHasher;
  readonly cache: ObjectCache;
  readonly placer: ObjectPlacer;
  readonly staging: Staging;
  readonly index: HashIndex;
}

/** The data of a local repository. Descriptions are kept until `forget`, since one run asks for the same folder often. */
export function createDataStore(parts: DataStoreParts): DataStore {
  const { hasher, cache, index } = parts;
  const kept = new Map<string, Content | undefined>();
  const describe = (path: string, kind: HashKind): Content | undefined => {
    const key = `${kind}:${path}`;
    if (!kept.has(key)) {
      kept.set(key, describePath(parts, path, kind));
    }
    return kept.get(key);
  };
  return {
    describe: async (path, kind = 'md5') => describe(path, kind),
    save: async (path, options = {}) => {
      kept.delete(`md5:${path}`);
      const saved = await saveWhole(parts, path, options);
      kept.set(`md5:${path}`, saved);
      index.noteOutput(path, options.asCopy !== true);
      return saved;
    },
    saveWithin: async (path, info, inside, options = {}) => {
      kept.clear();
      const content = await saveWithin(parts, path, info, inside, options);
      index.noteOutput(path, options.asCopy !== true);
      return content;
    },
    checkout: async (path, info, options = {}) => {
      kept.clear();
      const result = await checkoutPath(parts, path, info, options);
      index.noteOutput(path, options.asCopy !== true);
      return result;
    },
    knownOutputs: async () => index.outputs(),
    forgetOutput: async (path) => index.noteOutput(path, false),
    keepFolder: async (entries) => cache.putTree(writeDirObject(entries)),
    sizeOf: async (object) => statSync(cache.path(object.md5, object.hash), { throwIfNoEntry: false })?.size,
    unprotect: async (path) => unprotectPath(parts, path),
    isIgnored: async (path) => hasher.isIgnored(path),
    forget: () => {
      kept.clear();
      cache.forget();
    },
    read: async (info, relpath) => readObject(cache, info, relpath),
    missing: async (info) => cache.missing(info),
    verify: async (info) => cache.verify(info),
    entries: async (info) => cache.entries(info),
    difference: async (old, now) => cache.difference(old, now),
  };
}

async function saveWhole(parts: DataStoreParts, path: string, options: SaveOptions): Promise<Content> {
  const { cache, hasher, placer } = parts;
  const hashed = await savePath(parts, path, options);
  const { content, list } = describeContent(hashed, 'md5');
  if (list !== undefined) {
    cache.putTree(list);
  }
  if (options.asCopy !== true && placer.sharesFiles) {
    await checkoutPath(parts, path, content.info, { relink: true });
    keepExecutable(hasher.absolute(path), content.info);
  }
  return content;
}

function describePath({ hasher, index }: DataStoreParts, path: string, kind: HashKind): Content | undefined {
  const scanned = hasher.scan(path);
  if (scanned === undefined) {
    return undefined;
  }
  const state = hasher.state(scanned, kind);
  const key = `${kind}:${path}`;
  const md5 = state === undefined ? undefined : index.loadTree(key, state.fingerprint);
  if (state !== undefined && md5 !== undefined) {
    const describeFiles = (): Content => describeContent(hasher.hash(scanned, kind), kind).content;
    return knownContent({ md5, hash: kind, size: state.size, nfiles: state.nfiles }, describeFiles);
  }
  const hashed = hasher.hash(scanned, kind);
  const { content } = describeContent(hashed, kind);
  if (state !== undefined && hashed.isAsKnown) {
    index.saveTree(key, state.fingerprint, content.info.md5); // another command may have changed files since they were scanned
  }
  return content;
}

/** A folder's content whose files are described only when they are asked for. */
function knownContent(info: HashInfo, describeFiles: () => Content): Content {
  let described: Content | undefined;
  const files = (): Content => (described ??= describeFiles());
  return {
    info,
    get entries() {
      return files().entries ?? [];
    },
    listFiles: () => files().listFiles?.() ?? [],
  };
}

/** A content, and of a folder the text of its object. */
function describeContent(hashed: HashedPath, kind: HashKind): { readonly content: Content; readonly list?: string } {
  const [only] = hashed.files;
  if (!hashed.isFolder && only !== undefined) {
    return { content: { info: { md5: only.md5, hash: kind, size: only.size, ...execution(only) } } };
  }
  const entries: DirEntry[] = hashed.files.map(({ md5, relpath }) => ({ md5, relpath }));
  const size = hashed.files.reduce((sum, file) => sum + file.size, 0);
  const list = writeDirObject(entries);
  const info = { md5: hashDirObject(list), hash: kind, size, nfiles: entries.length };
  return { list, content: { info, entries, listFiles: () => listFiles(hashed) } };
}

/** A link to an object that was just made read-only. */
function keepExecutable(file: string, info: HashInfo): void {
  if (info.isExec === true) {
    chmodSync(file, statSync(file).mode | 0o100);
  }
}

function listFiles(hashed: HashedPath): readonly ListedFile[] {
  const files = hashed.files.toSorted((a, b) => compareCodePoints(a.relpath, b.relpath));
  return files.map((file) => ({ relpath: file.relpath, md5: file.md5, size: file.size, ...execution(file) }));
}

function unprotectPath(parts: DataStoreParts, path: string): void {
  const hashed = parts.hasher.describe(path, 'md5');
  for (const file of hashed?.files ?? []) {
    const target = parts.hasher.absolute(pathBelow(path, file.relpath));
    const stats = lstatSync(target);
    if (stats.isSymbolicLink() || stats.nlink > 1) {
      parts.staging.copy(target, target, newFileMode());
    } else {
      chmodSync(target, newFileMode() | (stats.mode & executeBits));
    }
  }
}

function readObject(cache: ObjectCache, info: HashInfo, relpath: string | undefined): Uint8Array | undefined {
  if (relpath === undefined) {
    return isFolderHash(info.md5) ? undefined : cache.read(info.md5, info.hash);
  }
  const entry = cache.entries(info)?.find((candidate) => candidate.relpath === relpath);
  return entry === undefined ? undefined : cache.read(entry.md5, info.hash);
}
