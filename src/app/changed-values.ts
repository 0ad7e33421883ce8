import { isDeepStrictEqual } from 'node:util';
import type { ChangeHistory } from '../core/change-ports.ts';
import { SightlineError } from '../core/errors.ts';
import type { Tree } from '../core/ports.ts';
import { readDataFile } from '../core/value/read-parameter-file.ts';

/** More files aren't looked into: all of them count as changed. */
const mostFiles = 2000;

/**
 * Those of the files, which hold values, that hold the same ones as in the commit: only comments, layout or the order of keys
 * differ. `files` reads the workspace from git's top. What can't be read counts as changed.
 */
export async function changedInFormAlone(
  history: ChangeHistory,
  files: Pick<Tree, 'readText'>,
  commit: string,
  asked: readonly string[],
): Promise<ReadonlySet<string>> {
  if (asked.length > mostFiles) {
    return new Set();
  }
  const before = await history.readAt(commit, asked);
  const same = new Set<string>();
  for (const [path, text] of before) {
    if (await holdsSame(path, text, files)) {
      same.add(path);
    }
  }
  return same;
}

async function holdsSame(path: string, before: string, files: Pick<Tree, 'readText'>): Promise<boolean> {
  try {
    const now = await files.readText(path);
    const as = path.replace(/\.(?:lock|dvc)$/, '.yaml');
    return now !== undefined && isDeepStrictEqual(readDataFile(before, as), readDataFile(now, as));
  } catch (error) {
    if (error instanceof SightlineError) {
      return false;
    }
    throw error;
  }
}
