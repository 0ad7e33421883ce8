import { z } from 'zod';
import { SightlineError } from '../errors.ts';
import { readYaml } from '../value/read-yaml.ts';
import { type LockFile, parseLockFile } from './lock-file.ts';

/**
 * After a merge the dvc.lock of the merged tree is often behind, and nobody pushes to the branch to mend it. The lock
 * that training made for a commit is kept as a git note on that commit instead: a JSON object with the text of each
 * dvc.lock by its path.
 */
export const lockNoteRef = 'refs/notes/sightline';

const noteSchema = z.strictObject({
  version: z.literal(1),
  locks: z.record(z.string().min(1).max(1024), z.string().max(8 * 2 ** 20)),
});

/** The locks that a note holds, by path of the dvc.lock. Throws `invalid-lock-file` for a note that isn't ours. */
export function parseLockNote(text: string): ReadonlyMap<string, LockFile> {
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
  return new Map(Object.entries(checked.data.locks).map(([path, lock]) => [path, parseLockFile(readYaml(lock, path), path)]));
}

/** The note for the texts of dvc.lock files by path. */
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
