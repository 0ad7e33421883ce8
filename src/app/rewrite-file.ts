import { SightlineError } from '../core/errors.ts';
import type { Workspace } from '../core/ports.ts';

const attempts = 10;

/**
 * Writes what `edit` makes of a file's text: undefined stands for no file, and leaves the file as it is. Git and editors hold no
 * lock of ours: where one wrote the file meanwhile, `edit` gets that text, too. Throws `changed-meanwhile` where that goes on.
 */
export async function rewriteFile(
  workspace: Workspace,
  path: string,
  edit: (text: string | undefined) => Promise<string | undefined>,
): Promise<'new' | 'updated' | 'same'> {
  for (let attempt = 0; attempt < attempts; attempt += 1) {
    const before = await workspace.readText(path);
    const after = await edit(before);
    if (after === undefined || after === before) {
      return 'same';
    }
    if (await workspace.replace(path, after, before)) {
      return before === undefined ? 'new' : 'updated';
    }
  }
  throw changedMeanwhile(path);
}

/** A file that names something else than what is to be recorded in it. */
export function changedMeanwhile(path: string): SightlineError {
  return new SightlineError('changed-meanwhile', `'${path}' was changed meanwhile, so nothing is recorded there`, {
    place: { file: path },
  });
}
