import type { DirEntry } from './dir-object.ts';
import { DirScanner } from './dir-scanner.ts';
import { compareNames } from './escaped-name.ts';

/** The entries of two .dir objects that the other hasn't just so; those of the same name and md5 are in neither. */
export interface DirDifference {
  readonly old: readonly DirEntry[];
  readonly new: readonly DirEntry[];
}

/**
 * Compares two .dir objects by their bytes, so that what is the same costs no memory. Undefined unless DVC itself could have
 * written both: then they are to be parsed, which tells what is only spelled otherwise from what is wrong.
 */
export function differingEntries(old: Uint8Array, now: Uint8Array): DirDifference | undefined {
  const [before, after] = [new DirScanner(old), new DirScanner(now)];
  const found = { old: [] as DirEntry[], new: [] as DirEntry[] };
  let [hasOld, hasNew] = [before.next(), after.next()];
  while (hasOld || hasNew) {
    const order = !hasNew ? -1 : !hasOld ? 1 : compareNames(before, after);
    if (order !== 0 || !before.hasDigestOf(after)) {
      found.old.push(...(order <= 0 ? [before.entry] : []));
      found.new.push(...(order >= 0 ? [after.entry] : []));
    }
    hasOld = order <= 0 ? before.next() : hasOld;
    hasNew = order >= 0 ? after.next() : hasNew;
  }
  return before.isAtEnd && after.isAtEnd ? found : undefined;
}
