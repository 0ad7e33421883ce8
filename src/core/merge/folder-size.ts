import type { Versions } from './choose-side.ts';
import type { FolderFile } from './merge-folder.ts';

/** A folder's files and the sum of their bytes as far as it is recorded. */
export interface SizedFolder {
  readonly files: readonly FolderFile[];
  readonly size: number | undefined;
}

/**
 * The bytes of a merged folder: what is recorded of our branch plus the files in which the merged one differs, whose
 * sizes `sizeOf` tells. Where it can't, the recorded sums say it all the same if each change was made by one branch alone.
 */
export function mergedSize(
  merged: readonly FolderFile[],
  { base, ours, theirs }: Versions<SizedFolder>,
  sizeOf: (md5: string) => number | undefined,
): number | undefined {
  const near = [ours, theirs].find((side) => side?.size !== undefined);
  const step = near === undefined ? undefined : difference(near.files, merged, sizeOf);
  if (near?.size !== undefined && step !== undefined) {
    return near.size + step;
  }
  const known = sum(merged.map((file) => sizeOf(file.md5)));
  if (known !== undefined || base?.size === undefined || ours?.size === undefined || theirs?.size === undefined) {
    return known;
  }
  return isDisjoint(base.files, ours.files, theirs.files, merged) ? ours.size + theirs.size - base.size : undefined;
}

function difference(
  from: readonly FolderFile[],
  to: readonly FolderFile[],
  sizeOf: (md5: string) => number | undefined,
): number | undefined {
  const before = new Map(from.map((file) => [file.relpath, file.md5]));
  const added = to.filter((file) => before.get(file.relpath) !== file.md5);
  const left = new Map(to.map((file) => [file.relpath, file.md5]));
  const removed = from.filter((file) => left.get(file.relpath) !== file.md5);
  const [more, less] = [added, removed].map((files) => sum(files.map((file) => sizeOf(file.md5))));
  return more === undefined || less === undefined ? undefined : more - less;
}

function sum(sizes: readonly (number | undefined)[]): number | undefined {
  return sizes.reduce<number | undefined>((total, size) => (total === undefined || size === undefined ? undefined : total + size), 0);
}

/** Whether every file is changed by one branch at most, and the merged folder holds all of these changes. */
function isDisjoint(...lists: readonly (readonly FolderFile[])[]): boolean {
  const [base, ours, theirs, merged] = lists.map((files) => new Map(files.map((file) => [file.relpath, file.md5])));
  const names = new Set(lists.flatMap((files) => files.map((file) => file.relpath)));
  return [...names].every((name) => {
    const [before, a, b, now] = [base, ours, theirs, merged].map((files) => files?.get(name));
    return (a === before && now === b) || (b === before && now === a);
  });
}
