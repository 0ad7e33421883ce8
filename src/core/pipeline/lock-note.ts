import { z } from 'zod';
import { SightlineError } from '../errors.ts';
import { readYaml } from '../value/read-yaml.ts';
import { type LockFile, parseLockFile } from './lock-file.ts';

/**
 * After a merge the dvc.lock of the merged tree is often behind, and nobody pushes to the branch to mend it. The lock
 * that training made for a commit is kept as a git note on that commit instead: a JSON object with the text of each
 * dvc.lock by its path from git's top, so that the projects of one repository have a note together.
 */
export const lockNoteRef = 'refs/notes/sightline';

const noteSchema = z.strictObject({
  version: z.literal(1),
  locks: z.record(z.string().min(1).max(1024), z.string().max(8 * 2 ** 20)),
});

/**
 * The locks of one project that a note holds, by path of the dvc.lock from the project's root; `prefix` is that root
 * from git's top, empty or ending in `/`. Throws `invalid-lock-file` for a note that isn't ours.
 */
export function parseLockNote(text: string, prefix: string): ReadonlyMap<string, LockFile> {
  const own = [...readLockNoteTexts(text)].filter(([path]) => path.startsWith(prefix));
  return new Map(
    own.map(([noted, lock]) => {
      const path = noted.slice(prefix.length);
      return [path, parseLockFile(readYaml(lock, path), path)];
    }),
  );
}

/** The text of every lock that a note holds, by path from git's top. Throws `invalid-lock-file`. */
export function readLockNoteTexts(text: string): ReadonlyMap<string, string> {
  const checked = noteSchema.safeParse(parseJson(text));
  if (!checked.success) {
    throw new SightlineError(
      'invalid-lock-file',
      `the git note in ${lockNoteRef} does not hold locks: ${checked.error.issues[0]?.message ?? ''}`,
      {
        hint: `Remove it with 'git notes --ref ${lockNoteRef} remove COMMIT' and train again.`,
      },
    );
  }
  return new Map(Object.entries(checked.data.locks));
}

/** The note for the texts of dvc.lock files by path from git's top. */
export function formatLockNote(locks: ReadonlyMap<string, string>): string {
  const sorted = [...locks].toSorted(([a], [b]) => (a < b ? -1 : Number(a > b)));
  return `${JSON.stringify({ version: 1, locks: Object.fromEntries(sorted) }, undefined, 1)}\n`;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
