import type { DirEntry } from '../core/data/dir-object.ts';
import { isFolderHash } from '../core/data/hash-info.ts';
import { findNamedData, type Mention } from './named-data.ts';
import type { Project } from './project.ts';

const mostUses = 10;

/** What names each of these contents, or has it among the files of a folder, by md5: the first few. */
export async function whoUses(project: Project, contents: ReadonlySet<string>): Promise<ReadonlyMap<string, readonly string[]>> {
  const uses = new Map<string, Set<string>>();
  const note = (md5: string, use: string): void => {
    const known = uses.get(md5) ?? new Set();
    uses.set(md5, known.size < mostUses ? known.add(use) : known);
  };
  const lists = new Map<string, readonly DirEntry[]>();
  const inFolder = (md5: string): readonly DirEntry[] => {
    const known = lists.get(md5) ?? (project.audit.listFolder(md5) ?? []).filter((entry) => contents.has(entry.md5));
    lists.set(md5, known);
    return known;
  };
  await findNamedData(project, { commits: [], skipFailed: true }, ({ outputs }, { where, path }: Mention) => {
    for (const md5 of outputs) {
      if (contents.has(md5)) {
        note(md5, `${path} of ${where}`);
      }
      if (isFolderHash(md5)) {
        inFolder(md5).forEach((entry) => note(entry.md5, `${path} of ${where}: ${entry.relpath}`));
      }
    }
  });
  return new Map([...uses].map(([md5, found]) => [md5, [...found]]));
}
