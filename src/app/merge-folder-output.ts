import type { DataStore } from '../core/data-ports.ts';
import { readHashInfo } from '../core/data/hash-fields.ts';
import { replaceHash } from '../core/data/dvc-file.ts';
import { type HashInfo, isFolderHash } from '../core/data/hash-info.ts';
import { SightlineError } from '../core/errors.ts';
import type { Versions } from '../core/merge/choose-side.ts';
import { mergedSize, type SizedFolder } from '../core/merge/folder-size.ts';
import { type FileConflict, type FolderFile, mergeFolder } from '../core/merge/merge-folder.ts';
import { compareCodePoints } from '../core/value/code-point-order.ts';
import { isList, isMap, type Value, type ValueMap } from '../core/value/value.ts';

/** The cache that folders are merged in; undefined where git merges without a project. */
export type MergeData = Pick<DataStore, 'entries' | 'keepFolder' | 'sizeOf'> | undefined;

/** A folder's entry as both branches changed it. */
export type FolderVersions = Versions<ValueMap> & Record<'ours' | 'theirs', ValueMap>;

/** The merged folder's entry; of one with conflicts, what each branch would make of it with all other changes in. */
export interface MergedFolderOutput {
  readonly ours: ValueMap;
  readonly theirs: ValueMap;
  readonly conflicts: readonly string[];
  readonly notes: readonly string[];
}

const shownFiles = 20;

/** Whether an entry of a `.dvc` file is a folder's. */
export function isFolder(out: ValueMap | undefined): out is ValueMap {
  const md5 = out?.get('md5');
  return isList(out?.get('files')) || (typeof md5 === 'string' && isFolderHash(md5));
}

/** Merges two folders file by file and puts the merged list of files into the cache. */
export async function mergeFolderOutput(data: MergeData, versions: FolderVersions, shown: string): Promise<MergedFolderOutput> {
  const { ours, theirs } = versions;
  const unread = (why: string): MergedFolderOutput => ({
    ours,
    theirs,
    conflicts: [`${shown}: changed in both branches, ${why}`],
    notes: [],
  });
  if (data === undefined) {
    return unread('and there is no project here whose cache has the two lists of files');
  }
  const infos = { base: isFolder(versions.base) ? infoOf(versions.base) : undefined, ours: infoOf(ours), theirs: infoOf(theirs) };
  if (infos.ours.hash !== 'md5' || infos.theirs.hash !== 'md5' || (infos.base !== undefined && infos.base.hash !== 'md5')) {
    return unread("and one of them is recorded in DVC 2's way; run 'sightline commit' on both first");
  }
  const folders = {
    base: await read(data, versions.base, infos.base),
    ours: await read(data, ours, infos.ours),
    theirs: await read(data, theirs, infos.theirs),
  };
  if (folders.ours === undefined || folders.theirs === undefined || (folders.base === undefined && infos.base !== undefined)) {
    const missing = (['base', 'ours', 'theirs'] as const).flatMap((side) => (folders[side] === undefined ? (infos[side]?.md5 ?? []) : []));
    return unread(`and the cache lacks ${missing.join(', ')}: abort, run 'sightline fetch --all-commits', then merge again`);
  }
  const merged = mergeFolder({ base: folders.base?.files, ours: folders.ours.files, theirs: folders.theirs.files });
  const sizes = await knownSizes(data, folders);
  const write = async (files: readonly FolderFile[]): Promise<ValueMap> =>
    describeFolder({ ours, theirs, files, md5: await data.keepFolder(files), size: mergedSize(files, folders, (md5) => sizes.get(md5)) });
  const settled = await write(merged.ours);
  return {
    ours: settled,
    theirs: merged.conflicts.length === 0 ? settled : await write(merged.theirs),
    conflicts: describeConflicts(merged.conflicts, shown),
    notes:
      isList(settled.get('files')) || settled.has('size')
        ? []
        : [`${shown}: its size isn't recorded, since the cache lacks files that changed`],
  };
}

function infoOf(out: ValueMap): HashInfo {
  return readHashInfo(out, refuse) ?? refuse('a folder names no content');
}

function refuse(what: string): never {
  throw new SightlineError('invalid-dvc-file', what);
}

async function read(data: NonNullable<MergeData>, out: ValueMap | undefined, info: HashInfo | undefined): Promise<SizedFolder | undefined> {
  const listed = out?.get('files');
  const files = isList(listed) ? listed.flatMap(listedFile) : info === undefined ? undefined : await data.entries(info);
  return files === undefined ? undefined : { files, size: info?.size };
}

function listedFile(fields: Value): readonly FolderFile[] {
  const [md5, relpath] = isMap(fields) ? [fields.get('md5'), fields.get('relpath')] : [];
  return isMap(fields) && typeof md5 === 'string' && typeof relpath === 'string' ? [{ md5, relpath, fields }] : [];
}

/** The sizes of files that the versions don't share: what is the same everywhere cancels out. All, where a sum isn't recorded. */
async function knownSizes(data: NonNullable<MergeData>, folders: Versions<SizedFolder>): Promise<ReadonlyMap<string, number>> {
  const lists = [folders.base, folders.ours, folders.theirs].map((folder) => new Map(folder?.files.map((file) => [file.relpath, file])));
  const isSummed = folders.ours?.size !== undefined || folders.theirs?.size !== undefined;
  const sizes = new Map<string, number>();
  for (const relpath of new Set(lists.flatMap((files) => [...files.keys()]))) {
    const files = lists.map((list) => list.get(relpath));
    for (const file of isSummed && files.every((one) => one?.md5 === files[0]?.md5) ? [] : files) {
      const listed = file?.fields?.get('size');
      const size =
        file === undefined || sizes.has(file.md5)
          ? undefined
          : typeof listed === 'bigint'
            ? Number(listed)
            : await data.sizeOf({ md5: file.md5, hash: 'md5' });
      if (file !== undefined && size !== undefined) {
        sizes.set(file.md5, size);
      }
    }
  }
  return sizes;
}

interface FolderFacts extends Pick<FolderVersions, 'ours' | 'theirs'> {
  readonly files: readonly FolderFile[];
  readonly md5: string;
  readonly size: number | undefined;
}

function describeFolder({ ours, theirs, files, md5, size }: FolderFacts): ValueMap {
  const path = ours.get('path');
  if (!isList(ours.get('files')) && !isList(theirs.get('files'))) {
    const info: HashInfo = { md5, hash: 'md5', nfiles: files.length, ...(size === undefined ? {} : { size }) };
    return replaceHash(ours, info, typeof path === 'string' ? path : '');
  }
  const listed = files
    .toSorted((a, b) => compareCodePoints(a.relpath, b.relpath))
    .map(
      (file): Value =>
        file.fields ??
        new Map([
          ['relpath', file.relpath],
          ['md5', file.md5],
        ]),
    );
  return new Map<string, Value>([...(isList(ours.get('files')) ? ours : theirs), ['files', listed]]);
}

function describeConflicts(conflicts: readonly FileConflict[], shown: string): readonly string[] {
  const lines = conflicts.slice(0, shownFiles).map(({ relpath, what }) => `${shown}/${relpath}: ${sentences[what]}`);
  return conflicts.length > shownFiles ? [...lines, `${shown}: ${conflicts.length - shownFiles} more files in conflict`] : lines;
}

const sentences: Readonly<Record<FileConflict['what'], string>> = {
  changed: 'changed in both branches',
  added: 'added in both branches, with different content',
  'removed and changed': 'removed in one branch and changed in the other',
  'file and folder': 'a file in one branch and a folder in the other',
};
