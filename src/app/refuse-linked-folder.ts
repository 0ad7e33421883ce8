import { baseName, parentOf } from '../core/data/root-path.ts';
import { SightlineError } from '../core/errors.ts';
import type { Tree } from '../core/ports.ts';

/**
 * Refuses a path that is a link to a folder, or lies behind one, as DVC does: a repository could let `data` lead to a
 * home folder, whose files would be added and pushed.
 */
export async function refuseLinkedFolder(tree: Pick<Tree, 'list'>, path: string): Promise<void> {
  for (let part = path; part !== '.' && part !== '/' && !part.endsWith('..'); part = parentOf(part)) {
    const entry = (await tree.list(parentOf(part))).find(({ name }) => name === baseName(part));
    if (entry?.isLink === true) {
      throw new SightlineError('forbidden-path', `'${part}' is a link to a folder, and data behind such links isn't added`, {
        hint: 'Add the folder that it leads to, or put the data itself there.',
      });
    }
  }
}
