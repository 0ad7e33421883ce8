import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { whyForbidden } from '../../core/data/output-path.ts';
import { normalize } from '../../core/data/root-path.ts';

const journalSchema = z.object({
  stage: z.object({ address: z.string(), file: z.string(), name: z.string() }),
  world: z.string(),
  outs: z.array(z.object({ path: z.string(), aside: z.string() })),
  // 0, 1 and negative numbers would mean whole groups of processes.
  process: z.object({ pid: z.int().min(2), started: z.string().optional(), ownGroup: z.boolean() }).optional(),
});

/** What a run moved away, and which process it started: enough to undo a run that was killed. */
export type Journal = z.infer<typeof journalSchema>;

/** Where the guard works: absolute paths. */
export interface OutputGuardFolders {
  readonly root: string;
  /** Ours below `.dvc/tmp`. */
  readonly own: string;
  readonly dvcTemporary: string;
}

/** From the root; of a path outside of it, all of it. */
export function pathFromRoot(folders: OutputGuardFolders, path: string): string {
  return path.startsWith(`${folders.root}/`) ? path.slice(folders.root.length + 1) : path;
}

/** A journal may have come with a repository: one that names other paths than a guard writes is not ours. */
export function readJournal(folders: OutputGuardFolders, running: string, file: string): Journal | undefined {
  try {
    const journal = journalSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
    const isOurs = journal.outs.every(
      ({ path, aside }) =>
        normalize(aside).startsWith(`${running}/`) && whyForbidden(pathFromRoot(folders, normalize(path)), { cache: false }) === undefined,
    );
    return isOurs ? journal : undefined;
  } catch {
    return undefined; // not ours: journals are written whole
  }
}
