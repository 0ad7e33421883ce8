import { createHash } from 'node:crypto';
import { lstat, readFile, readdir, readlink, stat } from 'node:fs/promises';
import { isAbsolute, join } from 'node:path';

/** What stands at one path: text is kept to show it when it differs. */
export interface Entry {
  readonly kind: 'file' | 'folder' | 'link';
  readonly mode: string;
  readonly content: string;
  readonly mtimeNs: bigint;
}

/** A folder tree, by path from its root. */
export type Snapshot = ReadonlyMap<string, Entry>;

/**
 * Left out: git's own store, and what each tool keeps for itself. `.dvc/tmp` is ignored by git, holds locks and
 * indexes whose form is nobody's contract, and may be removed at any time. `sightline` in the cache holds, for each run,
 * the code and environment that it was made with: what DVC's key does not see.
 */
const privateFolder = /^\.git$|(?:^|\/)\.dvc\/(?:tmp|(?:cache|store)\/sightline)$/u;

/**
 * Everything in a folder but the tools' private files, with absolute links shown from the folder's root.
 * Relative links are followed and of a file's mode only the owner's bits are taken: DVC puts a copy from its cache in
 * the place of every output, which turns a link that the stage made into a file and 755 into 744; we leave it alone.
 */
export async function takeSnapshot(root: string): Promise<Snapshot> {
  const entries = new Map<string, Entry>();
  const visit = async (folder: string): Promise<void> => {
    for (const name of (await readdir(join(root, folder))).toSorted()) {
      const path = folder === '' ? name : `${folder}/${name}`;
      if (privateFolder.test(path)) {
        continue;
      }
      const entry = await readEntry(root, path);
      entries.set(path, entry);
      if (entry.kind === 'folder') {
        await visit(path);
      }
    }
  };
  await visit('');
  return entries;
}

async function readEntry(root: string, path: string): Promise<Entry> {
  const file = join(root, path);
  const own = await lstat(file, { bigint: true });
  const target = own.isSymbolicLink() ? await readlink(file) : undefined;
  const followed = target === undefined || isAbsolute(target) ? own : await stat(file, { bigint: true }).catch(() => own);
  const mode = (followed.mode & 0o700n).toString(8);
  if (followed.isSymbolicLink()) {
    return { kind: 'link', mode, content: (target ?? '').replaceAll(root, ''), mtimeNs: own.mtimeNs };
  }
  if (followed.isDirectory()) {
    return { kind: 'folder', mode, content: '', mtimeNs: own.mtimeNs };
  }
  return { kind: 'file', mode, content: showBytes(await readFile(file)), mtimeNs: own.mtimeNs };
}

/** Text as it is; anything else as its length and hash. */
function showBytes(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return `${bytes.length} bytes, sha256 ${createHash('sha256').update(bytes).digest('hex')}`;
  }
}

/** The differences as lines for people; empty when there is none. Times are compared only when asked. */
export function diffSnapshots(expected: Snapshot, actual: Snapshot, times = false): readonly string[] {
  const paths = [...new Set([...expected.keys(), ...actual.keys()])].toSorted();
  return paths.flatMap((path) => {
    const [theirs, ours] = [expected.get(path), actual.get(path)];
    if (theirs === undefined || ours === undefined) {
      return [`${path}: ${theirs === undefined ? 'only ours' : 'only theirs'}`, ...quote('', (theirs ?? ours)?.content ?? '')];
    }
    if (theirs.kind !== ours.kind || theirs.mode !== ours.mode) {
      return [`${path}: theirs ${theirs.kind} ${theirs.mode}, ours ${ours.kind} ${ours.mode}`];
    }
    if (theirs.content !== ours.content) {
      return [`${path}:`, ...diffLines(theirs.content, ours.content)];
    }
    return times && theirs.kind === 'file' && theirs.mtimeNs !== ours.mtimeNs ? [`${path}: was written again`] : [];
  });
}

/** Lines of two texts from the first to the last that differs: `-` theirs, `+` ours. */
export function diffLines(theirs: string, ours: string): readonly string[] {
  const [a, b] = [theirs.split('\n'), ours.split('\n')];
  const firstAt = a.findIndex((line, i) => line !== b[i]);
  const first = firstAt === -1 ? a.length : firstAt;
  let same = 0;
  while (same < Math.min(a.length, b.length) - first && a.at(-1 - same) === b.at(-1 - same)) {
    same++;
  }
  const shown = (lines: readonly string[]) => lines.slice(first, lines.length - same).join('\n');
  return [`  @ line ${first + 1}`, ...quote('- ', shown(a)), ...quote('+ ', shown(b))];
}

function quote(mark: string, text: string): readonly string[] {
  const lines = text.split('\n');
  const shown = lines.slice(0, 40).map((line) => `    ${mark}${JSON.stringify(line).slice(1, -1)}`);
  return lines.length > 40 ? [...shown, `    ${mark}... ${lines.length - 40} lines more`] : shown;
}
