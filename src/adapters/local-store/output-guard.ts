import { cpSync, existsSync, mkdirSync, readFileSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { z } from 'zod';
import { whyForbidden } from '../../core/data/output-path.ts';
import { normalize } from '../../core/data/root-path.ts';
import type { OutputGuard, PreviousOutputs, RecoveredRun } from '../../core/data-ports.ts';
import { systemCode } from '../../core/system-code.ts';
import type { Staging } from './atomic-write.ts';
import { asWriteError } from './file-errors.ts';
import { announceToDvc } from './dvc-locks.ts';
import { identify, isAlive } from './process-identity.ts';

const journalSchema = z.object({
  stage: z.object({ address: z.string(), file: z.string(), name: z.string() }),
  world: z.string(),
  outs: z.array(z.object({ path: z.string(), aside: z.string() })),
  // 0, 1 and negative numbers would mean whole groups of processes.
  process: z.object({ pid: z.int().min(2), started: z.string().optional(), ownGroup: z.boolean() }).optional(),
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
    begin: async ({ address, file: pipelineFile, name: stageName }, paths, world) => {
      count += 1;
      const name = `${process.pid}-${count}`;
      const file = join(running, `${name}.json`);
      const outs = paths.writes
        .filter((path) => existsSync(absolute(path)))
        .map((path, at) => ({ path: absolute(path), aside: join(running, name, String(at)) }));
      let journal: Journal = { stage: { address, file: pipelineFile, name: stageName }, world, outs };
      const record = (next: Journal): void => {
        journal = next;
        staging.write(file, JSON.stringify(journal));
      };
      record(journal);
      const withdraw = announceToDvc(folders.dvcTemporary, staging, { write: paths.writes.map(absolute), read: paths.reads.map(absolute) });
      const end = (): void => {
        rmSync(file, { force: true });
        rmSync(join(running, name), { recursive: true, force: true });
        withdraw();
      };
      try {
        outs.forEach((out) => move(out.path, out.aside));
      } catch (error) {
        putBack(folders, journal, false);
        end();
        throw asWriteError(error, address);
      }
      return {
        noteProcess: (pid, ownGroup) => {
          const { started } = identify(pid);
          record({ ...journal, process: { pid, ownGroup, ...(started === undefined ? {} : { started }) } });
        },
        discard: async () => end(),
        restore: async () => {
          try {
            const kept = putBack(folders, journal, true);
            end();
            return kept;
          } catch (error) {
            throw asWriteError(error, address); // as on a full disk; the journal stays, so the next command puts them back
          }
        },
      } satisfies PreviousOutputs;
    },
    recover: async (worldNow) => {
      leftovers.forEach((folder) => folder.clean());
      const runs: RecoveredRun[] = [];
      for (const name of existsSync(running) ? readdirSync(running).filter((entry) => entry.endsWith('.json')) : []) {
        const journal = readJournal(folders, running, join(running, name));
        if (journal !== undefined) {
          await endOrphan(journal);
          const isSame = (await worldNow(journal.stage)) === journal.world;
          const keptIn = isSame ? undefined : keepAside(folders, journal);
          if (isSame) {
            putBack(folders, journal, false);
          }
          runs.push({ stage: journal.stage.address, keptIn });
        }
        rmSync(join(running, name), { force: true });
      }
      rmSync(running, { recursive: true, force: true });
      return runs;
    },
  };
}

/** Puts outputs back; what the run wrote in their place is kept for a look when the stage failed. */
function putBack(folders: OutputGuardFolders, journal: Journal, keep: boolean): string | undefined {
  const failed = emptyFailed(folders, journal);
  let isKept = false;
  for (const out of journal.outs.filter(({ aside }) => existsSync(aside))) {
    if (keep && existsSync(out.path)) {
      move(out.path, join(failed, pathBelow(folders, out.path)));
      isKept = true;
    }
    rmSync(out.path, { recursive: true, force: true });
    move(out.aside, out.path);
  }
  return isKept ? failed : undefined;
}

/** Someone went on after the kill: what is in the workspace now may be newer than what the run moved away. */
function keepAside(folders: OutputGuardFolders, journal: Journal): string | undefined {
  const left = journal.outs.filter(({ aside }) => existsSync(aside));
  if (left.length === 0) {
    return undefined;
  }
  const failed = emptyFailed(folders, journal);
  left.forEach((out) => move(out.aside, join(failed, pathBelow(folders, out.path))));
  return failed;
}

function emptyFailed(folders: OutputGuardFolders, journal: Journal): string {
  const failed = join(folders.own, 'failed', journal.stage.address.replaceAll(/[^\w@.-]/g, '_'));
  rmSync(failed, { recursive: true, force: true });
  return failed;
}

/** From the root; of a path outside of it, all of it. */
function pathBelow(folders: OutputGuardFolders, path: string): string {
  return path.startsWith(`${folders.root}/`) ? path.slice(folders.root.length + 1) : path;
}

const endMilliseconds = 50;
const endAttempts = 100;

/**
 * A stage's command may outlive a killed sightline, and would write into what the next run makes. It is ended only if
 * its start time is known: a number alone may be another process by now, or one that a hostile journal names.
 */
async function endOrphan(journal: Journal): Promise<void> {
  const orphan = journal.process;
  if (orphan?.started === undefined) {
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

/** A journal may have come with a repository: one that names other paths than a guard writes is not ours. */
function readJournal(folders: OutputGuardFolders, running: string, file: string): Journal | undefined {
  try {
    const journal = journalSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
    const isOurs = journal.outs.every(
      ({ path, aside }) =>
        normalize(aside).startsWith(`${running}/`) && whyForbidden(pathBelow(folders, normalize(path)), { cache: false }) === undefined,
    );
    return isOurs ? journal : undefined;
  } catch {
    return undefined; // not ours: journals are written whole
  }
}

function move(from: string, to: string): void {
  mkdirSync(dirname(to), { recursive: true });
  try {
    renameSync(from, to);
  } catch (error) {
    if (systemCode(error) !== 'EXDEV') {
      throw error;
    }
    cpSync(from, to, { recursive: true, preserveTimestamps: true, verbatimSymlinks: true });
    rmSync(from, { recursive: true, force: true });
  }
}
