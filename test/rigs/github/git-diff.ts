import { git } from './git-objects.ts';

/** A file that differs, as the API's comparisons and pull requests list it. */
export interface DiffFile {
  readonly sha: string;
  readonly filename: string;
  readonly status: 'added' | 'removed' | 'modified' | 'renamed' | 'changed';
  readonly additions: number;
  readonly deletions: number;
  readonly changes: number;
  readonly previous_filename?: string;
  /** Left out for binary files and for very long ones. */
  readonly patch?: string;
}

const statuses = { A: 'added', D: 'removed', M: 'modified', R: 'renamed', T: 'changed' } as const;
const longestPatch = 20_000;

/** The files that differ between two commits, by path, renames found as git finds them. */
export async function diffFiles(folder: string, base: string, head: string): Promise<readonly DiffFile[]> {
  const [raw, counts, patches] = await Promise.all([
    git(folder, ['diff', '--raw', '-z', '-M', '--no-abbrev', base, head]),
    git(folder, ['diff', '--numstat', '-z', '-M', base, head]),
    git(folder, ['diff', '-M', '--no-color', base, head]),
  ]);
  const numbers = readCounts(counts.toString());
  const texts = readPatches(patches.toString());
  return readRaw(raw.toString()).map((entry, at) => {
    const [additions = 0, deletions = 0] = numbers[at] ?? [];
    const patch = texts[at];
    const shown = patch !== undefined && patch.length <= longestPatch ? { patch } : {};
    return { ...entry, additions, deletions, changes: additions + deletions, ...shown };
  });
}

function readRaw(text: string): Pick<DiffFile, 'sha' | 'filename' | 'status' | 'previous_filename'>[] {
  const fields = text.split('\0');
  const entries: Pick<DiffFile, 'sha' | 'filename' | 'status' | 'previous_filename'>[] = [];
  for (let at = 0; (fields[at] ?? '').startsWith(':');) {
    const [, , before = '', after = '', letter = ''] = (fields[at] ?? '').split(' ');
    const status = statuses[letter.charAt(0) as keyof typeof statuses];
    const isRename = status === 'renamed';
    const [first = '', second = ''] = [fields[at + 1], fields[at + 2]];
    const sha = status === 'removed' ? before : after;
    entries.push(isRename ? { sha, filename: second, status, previous_filename: first } : { sha, filename: first, status });
    at += isRename ? 3 : 2;
  }
  return entries;
}

/** Additions and deletions of each file; binary files have none. */
function readCounts(text: string): [number, number][] {
  const lines = text.split('\0').filter((field) => /^(\d+|-)\t(\d+|-)\t/.test(field));
  return lines.map((line) => {
    const [added = '', removed = ''] = line.split('\t');
    return [Number(added) || 0, Number(removed) || 0];
  });
}

/** What stands below each file's header: no line of a content starts with `diff --git`, since each has a mark before it. */
function readPatches(text: string): (string | undefined)[] {
  return text
    .split(/^diff --git .*\n/m)
    .slice(1)
    .map((part) => {
      const at = part.search(/^@@ /m);
      return at === -1 ? undefined : part.slice(at).replace(/\n$/, '');
    });
}
