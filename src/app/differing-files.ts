import type { DataStore } from '../core/data-ports.ts';
import type { DirEntry } from '../core/data/dir-object.ts';
import { type HashInfo, isFolderHash } from '../core/data/hash-info.ts';
import type { RecordedOutput } from './recorded-data.ts';

/** By the path of an output, those of its files that the other side hasn't just so. */
export interface DifferingFiles {
  readonly old: ReadonlyMap<string, readonly DirEntry[]>;
  readonly new: ReadonlyMap<string, readonly DirEntry[]>;
}

/** What differs in the folders that both sides have. Those whose lists must be read as a whole to know are left out. */
export async function differingFiles(
  data: Pick<DataStore, 'difference'>,
  before: readonly RecordedOutput[],
  after: readonly RecordedOutput[],
): Promise<DifferingFiles> {
  const found = { old: new Map<string, readonly DirEntry[]>(), new: new Map<string, readonly DirEntry[]>() };
  const others = new Map(after.map((output) => [output.path, wholeFolder(output)]));
  for (const output of before) {
    const [info, other] = [wholeFolder(output), others.get(output.path)];
    const difference = info === undefined || other === undefined ? undefined : await data.difference(info, other);
    if (difference !== undefined) {
      found.old.set(output.path, difference.old);
      found.new.set(output.path, difference.new);
    }
  }
  return found;
}

function wholeFolder({ info, within }: RecordedOutput): HashInfo | undefined {
  return within === undefined && info !== undefined && isFolderHash(info.md5) ? info : undefined;
}
