import { realpathSync, statSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';

/** Where a project lies, and where in it the person stands. */
export interface FoundRoot {
  /** Absolute, with links resolved. */
  readonly root: string;
  /** The starting folder from the root; `.` is the root. */
  readonly folder: string;
}

/** The nearest folder upwards that holds a `.dvc` folder. */
export function findRoot(start: string): FoundRoot | undefined {
  const from = realpathSync(start);
  for (let folder = from; ; folder = dirname(folder)) {
    if (isFolder(join(folder, '.dvc'))) {
      const below = relative(folder, from).split(sep).join('/');
      return { root: folder, folder: below === '' ? '.' : below };
    }
    if (dirname(folder) === folder) {
      return undefined;
    }
  }
}

/** Whether there is a folder at the path. */
export function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
}
