import { existsSync, realpathSync } from 'node:fs';
import { dirname, join, sep } from 'node:path';
import { isOutside } from '../../core/data/root-path.ts';
import { SightlineError } from '../../core/errors.ts';

/**
 * Refuses a path from the root whose folder is reached through a link that leads out of the project: a repository may
 * hold such a link, and what is written or removed behind it isn't its. A path that is spelled outside is the person's own.
 */
export function refuseOutsideLink(root: string, path: string): void {
  if (isOutside(path)) {
    return;
  }
  let folder = dirname(join(root, path));
  while (folder !== root && !existsSync(folder)) {
    folder = dirname(folder);
  }
  const real = folder === root ? root : realpathSync(folder);
  const home = realpathSync(root);
  if (real !== root && real !== home && !real.startsWith(`${home}${sep}`)) {
    throw new SightlineError('forbidden-path', `'${path}' lies behind a link that leads out of the project`, {
      hint: 'Replace the link by a folder, or name the place itself.',
    });
  }
}

/** Refuses to read a file of a repository where a link leads out of `folder`, an absolute path: it may show what isn't the repository's. */
export function refuseForeignFile(folder: string, file: string, path: string): void {
  const real = realpathSync(file);
  const home = realpathSync(folder);
  if (!real.startsWith(`${home}${sep}`)) {
    throw new SightlineError('forbidden-path', `'${path}' leads out of the repository`, {
      place: { file: path },
      hint: 'Put the file itself in the repository instead of a link or a path that leads out of it.',
    });
  }
}
