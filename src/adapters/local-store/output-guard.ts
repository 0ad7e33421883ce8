import { existsSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { OutputGuard, PreviousOutputs, RecoveredRun } from '../../core/data-ports.ts';
import type { Staging } from './atomic-write.ts';
import { asWriteError } from './file-errors.ts';
import { announceToDvc } from './dvc-locks.ts';
import { keepAside, move, putBack } from './moved-outputs.ts';
import { identify, isAlive } from './process-identity.ts';
import { type Journal, type OutputGuardFolders, readJournal } from './run-journal.ts';

/** Keeps outputs of the last good run beside the repository's other temporary files while a stage runs. */
export function createOutputGuard(folders: OutputGuardFolders, staging: Staging, leftovers: readonly Staging[]): OutputGuard {
  const running = join(folders.own, 'running');
  let count = 0;
  return {
    begin: async (stage, paths, world) => {
      count += 1;
      return beginRun({ folders, staging, aside: join(running, `${process.pid}-${count}`) }, stage, paths, world);
    },
    recover: async (worldNow) => {
      leftovers.forEach((folder) => folder.clean());
      return recoverRuns(folders, running, worldNow);
    },
  };
}

/** Where one run keeps what was there before. */
interface RunPlace {
  readonly folders: OutputGuardFolders;
  readonly staging: Staging;
  /** The folder; the journal lies beside it. */
  readonly aside: string;
}

type Begin = Parameters<OutputGuard['begin']>;

function beginRun(
  { folders, staging, aside }: RunPlace,
  { address, file, name }: Begin[0],
  paths: Begin[1],
  world: string,
): PreviousOutputs {
  const absolute = (path: string): string => (path.startsWith('/') ? path : join(folders.root, path));
  const outs = paths.writes
    .filter((path) => existsSync(absolute(path)))
    .map((path, at) => ({ path: absolute(path), aside: join(aside, String(at)) }));
  let journal: Journal = { stage: { address, file, name }, world, outs };
  const record = (next: Journal): void => {
    journal = next;
    staging.write(`${aside}.json`, JSON.stringify(journal));
  };
  record(journal);
  const withdraw = announceToDvc(folders.dvcTemporary, staging, { write: paths.writes.map(absolute), read: paths.reads.map(absolute) });
  const end = (): void => {
    rmSync(`${aside}.json`, { force: true });
    rmSync(aside, { recursive: true, force: true });
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
  };
}

/** Undoes runs that were killed. */
async function recoverRuns(
  folders: OutputGuardFolders,
  running: string,
  worldNow: Parameters<OutputGuard['recover']>[0],
): Promise<RecoveredRun[]> {
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
