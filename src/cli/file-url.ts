import { fileURLToPath } from 'node:url';
import { SightlineError } from '../core/errors.ts';

/**
 * What a person typed, with the path that a `file://` url means: DVC reads no such urls, and no `.dvc` file holds one.
 * Throws `invalid-option` where it names another machine.
 */
export function withoutFileUrl(typed: string): string {
  if (!/^file:\/\//i.test(typed)) {
    return typed;
  }
  try {
    return fileURLToPath(typed);
  } catch (error) {
    throw new SightlineError('invalid-option', `'${typed}' names no file of this machine`, {
      hint: 'Write the path itself, or file:///absolute/path.',
      cause: error,
    });
  }
}
