import { spawn } from 'node:child_process';
import { hash } from 'node:crypto';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { isAbsence } from '../../src/core/system-code.ts';
import type { TestProject } from '../support/test-project.ts';

/** What chooses the faults; the same seed, the same faults, but for those that depend on the time. */
export const seed = Number(process.env['SIGHTLINE_SEED'] ?? '1');
/** How many kills in all. */
export const faults = Number(process.env['SIGHTLINE_FAULTS'] ?? '30');

/** The entry that is started. */
export const cli = process.env['SIGHTLINE_CLI'] ?? join(import.meta.dirname, '../../src/cli/sightline.ts');
const preload = join(import.meta.dirname, '../support/kill-at-call.ts');

/** A number from 0 to 1, the same for the same seed and name. */
export function chance(name: string): number {
  return Number.parseInt(hash('md5', `${seed}:${name}`, 'hex').slice(0, 8), 16) / 2 ** 32;
}

/** How a process ended. */
export interface Ended {
  readonly code: number | null;
  readonly signal: string | null;
  readonly said: string;
  readonly milliseconds: number;
}

/** When a process is killed: some milliseconds after its start, or at one of its changes to the file system. */
export interface Kill {
  readonly after?: number;
  readonly atCall?: number;
}

/** Runs us in the project; `countFile` gets the number of changes to the file system. */
export function runKilled(
  project: Pick<TestProject, 'root' | 'env'>,
  args: readonly string[],
  kill: Kill = {},
  countFile?: string,
): Promise<Ended> {
  const counting = countFile === undefined ? {} : { KILL_COUNT: countFile };
  const env = { ...project.env, ...counting, ...(kill.atCall === undefined ? {} : { KILL_AT: String(kill.atCall) }) };
  const hooks = countFile === undefined && kill.atCall === undefined ? [] : ['--import', preload];
  return new Promise((resolve, reject) => {
    const started = performance.now();
    const child = spawn(process.execPath, [...hooks, cli, ...args], { cwd: project.root, env, stdio: ['ignore', 'pipe', 'pipe'] });
    let said = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (chunk: Buffer) => {
        said += chunk.toString();
      });
    }
    const timer = kill.after === undefined ? undefined : setTimeout(() => child.kill('SIGKILL'), kill.after);
    child.once('error', reject);
    child.once('close', (code, signal) => {
      clearTimeout(timer);
      resolve({ code, signal, said, milliseconds: performance.now() - started });
    });
  });
}

/** Files among the objects of a cache or remote that aren't what they are named for. A server may go on removing some when its client is killed. */
export function corruptObjects(folder: string): readonly string[] {
  const objects = join(folder, 'files/md5');
  const namesIn = (path: string): readonly string[] => ifThere(() => readdirSync(path)) ?? [];
  const names = namesIn(objects).flatMap((prefix) => namesIn(join(objects, prefix)).map((name) => `${prefix}/${name}`));
  return names.filter((name) => {
    const bytes = /^[0-9a-f]{2}\/[0-9a-f]{30}(?:\.dir)?$/.test(name) ? ifThere(() => readFileSync(join(objects, name))) : undefined;
    return bytes !== undefined && hash('md5', bytes, 'hex') !== name.replace('/', '').replace('.dir', '');
  });
}

function ifThere<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    if (isAbsence(error)) {
      return undefined;
    }
    throw error;
  }
}
