import { cpSync, existsSync, mkdirSync, readFileSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { z } from 'zod';
import type { OutputGuard, PreviousOutputs } from '../../core/data-ports.ts';
import { asWriteError, codeOf, type Staging } from './atomic-write.ts';
import { announceToDvc } from './dvc-locks.ts';
import { identify, isAlive } from './process-identity.ts';

const journalSchema = z.object({
  stage: z.string(),
  outs: z.array(z.object({ path: z.string(), aside: z.string() })),
  process: z.object({ pid: z.int(), started: z.string().optional(), ownGroup: z.boolean() }).optional(),
});

/** What a run moved away, and which process it started: enough to undo a run that was killed. */
type Journal = z.infer<typeof journalSchema>;

/** Where the guard works: absolute paths. */
export interface OutputGuardFolders {
  readonly root: string;
  /** Ours below `.dvc/tmp`. */
  readonly own: string;
  readonly dvcTemporary: string;
}

/** Keeps outputs of the last good run beside the repository's other temporary files while a stage runs. */
export function createOutputGuard(folders: OutputGuardFolders, staging: Staging, leftovers: readonly Staging[]): OutputGuard {
  const absolute = (path: string): string => (path.startsWith('/') ? path : join(folders.root, path));
  const running = join(folders.own, 'running');
  let count = 0;
  return {
    begin: async (stage, paths) => {
      count += 1;
      const name = `${process.pid}-${count}`;
      const file = join(running, `${name}.json`);
      const outs = paths.writes
        .filter((path) => existsSync(absolute(path)))
        .map((path, at) => ({ path: absolute(path), aside: join(running, name, String(at)) }));
      let journal: Journal = { stage, outs };
      const record = (next: Journal): void => {
        journal = next;
        staging.write(file, JSON.stringify(journal));
      };
      record(journal);
      const withdraw = announceToDvc(folders.dvcTemporary, staging, { write: paths.writes.map(absolute), read: paths.reads.map(absolute) });
      try {
        outs.forEach((out) => move(out.path, out.aside));
      } catch (error) {
        restoreAll(folders, journal, false);
        withdraw();
        throw asWriteError(error, stage);
      }
      return {
        noteProcess: (pid, ownGroup) => {
          const { started } = identify(pid);
          record({ ...journal, process: { pid, ownGroup, ...(started === undefined ? {} : { started }) } });
        },
        discard: async () => {
          rmSync(file, { force: true });
          rmSync(join(running, name), { recursive: true, force: true });
          withdraw();
        },
        restore: async () => {
          const kept = restoreAll(folders, journal, true);
          rmSync(file, { force: true });
          rmSync(join(running, name), { recursive: true, force: true });
          withdraw();
          return kept;
        },
      } satisfies PreviousOutputs;
    },
    recover: async () => {
      leftovers.forEach((folder) => folder.clean());
      const stages: string[] = [];
      for (const name of existsSync(running) ? readdirSync(running).filter((entry) => entry.endsWith('.json')) : []) {
        const journal = readJournal(join(running, name));
        if (journal !== undefined) {
          await endOrphan(journal);
          restoreAll(folders, journal, false);
          stages.push(journal.stage);
        }
        rmSync(join(running, name), { force: true });
      }
      rmSync(running, { recursive: true, force: true });
      return stages;
    },
  };
}

/** Puts outputs back; what the run wrote in their place is kept for a look when the stage failed. */
function restoreAll(folders: OutputGuardFolders, journal: Journal, keep: boolean): string | undefined {
  const failed = join(folders.own, 'failed', journal.stage.replaceAll(/[^\w@.-]/g, '_'));
  rmSync(failed, { recursive: true, force: true });
  let isKept = false;
  for (const out of journal.outs.filter(({ aside }) => existsSync(aside))) {
    if (keep && existsSync(out.path)) {
      move(out.path, join(failed, out.path.slice(folders.root.length + 1)));
      isKept = true;
    }
    rmSync(out.path, { recursive: true, force: true });
    move(out.aside, out.path);
  }
  return isKept ? failed : undefined;
}

const endMilliseconds = 50;
const endAttempts = 100;

/** A stage's command may outlive a killed sightline, and would write into what the next run makes. */
async function endOrphan(journal: Journal): Promise<void> {
  const orphan = journal.process;
  if (orphan === undefined) {
    return;
  }
  const identity = { pid: orphan.pid, started: orphan.started };
  for (let attempt = 0; attempt < endAttempts && isAlive(identity); attempt += 1) {
    if (attempt === 0) {
      process.kill(orphan.ownGroup ? -orphan.pid : orphan.pid, 'SIGKILL');
    }
    await delay(endMilliseconds);
  }
}

function readJournal(file: string): Journal | undefined {
  try {
    return journalSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch {
    return undefined; // not ours: journals are written whole
  }
}

function move(from: string, to: string): void {
  mkdirSync(dirname(to), { recursive: true });
  try {
    renameSync(from, to);
  } catch (error) {
    if (codeOf(error) !== 'EXDEV') {
      throw error;
    }
    cpSync(from, to, { recursive: true, preserveTimestamps: true, verbatimSymlinks: true });
    rmSync(from, { recursive: true, force: true });
  }
}
