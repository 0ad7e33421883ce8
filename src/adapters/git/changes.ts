import type { ChangedFile, ChangeHistory } from '../../core/change-ports.ts';
import { SightlineError } from '../../core/errors.ts';
import { readBlobs } from './read-blobs.ts';
import { runGit, splitNul, tryGit } from './run-git.ts';

/** More is refused before it is read: what is read so are specs, locks and the like. */
const maxTextBytes = 32 << 20;

/** Opens the repository that a folder (an absolute path) lies in. Throws `not-a-repository`. */
export async function openChanges(folder: string): Promise<ChangeHistory> {
  const found = await tryGit(folder, ['rev-parse', '--show-toplevel']);
  if (found.exitCode !== 0) {
    throw new SightlineError('not-a-repository', `'${folder}' lies in no git repository`);
  }
  const top = found.stdout.toString('utf8').replace(/\n$/, '');
  return {
    top,
    changedSince: async (commit) => parseChanges(await runGit(top, ['diff', '--raw', '-z', '--no-renames', '--no-abbrev', commit, '--'])),
    named: async (names) => {
      const patterns = names.map((name) => `:(top,glob)**/${name}`);
      const entries = splitNul(await runGit(top, ['ls-files', '--stage', '-z', '--', ...patterns]));
      return entries.map((entry) => ({ path: entry.slice(entry.indexOf('\t') + 1), isLink: entry.startsWith('120000 ') }));
    },
    readAt: (commit, paths) => readAt(top, commit, paths),
  };
}

/** `:MODE MODE ID ID STATUS`, then the path. */
function parseChanges(text: string): readonly ChangedFile[] {
  const fields = text.split('\0');
  const changes: ChangedFile[] = [];
  for (let at = 0; at + 1 < fields.length; at += 2) {
    const status = fields[at]?.at(-1);
    changes.push({ path: fields[at + 1] ?? '', change: status === 'A' ? 'added' : status === 'D' ? 'deleted' : 'modified' });
  }
  return changes;
}

/** Git is first asked what there is and how large it is. */
async function readAt(top: string, commit: string, paths: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const asked = paths.filter((path) => !path.includes('\n'));
  if (asked.length === 0) {
    return new Map();
  }
  const names = asked.map((path) => `${commit}:${path}\n`).join('');
  const lines = (await runGit(top, ['cat-file', '--batch-check=%(objectname) %(objecttype) %(objectsize)'], names)).split('\n');
  const found = asked.flatMap((path, at) => {
    const [, id, size] = /^([0-9a-f]{40,64}) blob (\d+)$/.exec(lines[at] ?? '') ?? [];
    return id === undefined ? [] : [{ path, id, size: Number(size) }];
  });
  const large = found.find(({ size }) => size > maxTextBytes);
  if (large !== undefined) {
    throw new SightlineError('file-too-large', `the file has ${large.size} bytes in ${commit.slice(0, 12)}`, {
      place: { file: large.path },
    });
  }
  const texts = new Map<string, string>();
  for await (const some of readBlobs(
    top,
    found.map(({ id }) => id),
    [],
  )) {
    some.forEach(([, text]) => texts.set(found[texts.size]?.path ?? '', text));
  }
  return texts;
}
