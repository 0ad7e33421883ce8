import { joinFromRoot } from '../core/data/root-path.ts';
import { SightlineError } from '../core/errors.ts';
import type { Tree } from '../core/ports.ts';

/** Folders are searched to this depth and number: links make folders that contain themselves. */
const maxDepth = 32;
const maxFolders = 100_000;

/** The paths, from the folder, of the files in it whose names are wanted, in the order of their names; hidden folders are left out. */
export async function listFiles(files: Tree, folder: string, isWanted: (name: string) => boolean): Promise<readonly string[]> {
  const found: string[] = [];
  let folders = 0;
  const search = async (below: string, depth: number): Promise<void> => {
    const path = joinFromRoot(folder, below);
    folders += 1;
    if (depth > maxDepth || folders > maxFolders) {
      const message = `more than ${maxFolders} folders, or folders nested more than ${maxDepth} deep`;
      throw new SightlineError('labels-invalid', message, {
        place: { file: path },
        hint: 'Look for links that lead back to a folder above.',
      });
    }
    for (const { name, kind } of await files.list(path)) {
      const inside = below === '' ? name : `${below}/${name}`;
      if (kind === 'folder' && !name.startsWith('.')) {
        await search(inside, depth + 1);
      } else if (kind === 'file' && isWanted(name)) {
        found.push(inside);
      }
    }
  };
  await search('', 0);
  return found;
}
