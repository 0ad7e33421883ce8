import { isUtf8 } from 'node:buffer';
import { readdirSync } from 'node:fs';
import { SightlineError } from '../../core/errors.ts';

const replacement = '\ufffd';

/**
 * The names in a folder. Bytes that aren't UTF-8 come as U+FFFD, and a file couldn't be found by that name, or another one would
 * be: throws `unreadable-file` for them.
 */
export function namesIn(folder: string): readonly string[] {
  const names = readdirSync(folder);
  if (names.some((name) => name.includes(replacement))) {
    const odd = readdirSync(folder, { encoding: 'buffer' }).find((name) => !isUtf8(name));
    if (odd !== undefined) {
      throw new SightlineError('unreadable-file', `'${folder}/${odd.toString()}' has a name that isn't UTF-8`, {
        hint: 'Rename it, or move it out of the folder: a list of files holds UTF-8 names only.',
      });
    }
  }
  return names;
}
