import { readFileSync } from 'node:fs';
import { systemCode } from '../../core/system-code.ts';

/** A process, told apart from a later one that got the same number. */
export interface ProcessIdentity {
  readonly pid: number;
  /** When it started, in the kernel's ticks; undefined where the system doesn't say. */
  readonly started: string | undefined;
}

/** The identity of a running process. */
export function identify(pid: number): ProcessIdentity {
  return { pid, started: startTime(pid) };
}

/** Whether that very process still runs. */
export function isAlive(identity: ProcessIdentity): boolean {
  try {
    process.kill(identity.pid, 0);
  } catch (error) {
    if (systemCode(error) === 'ESRCH') {
      return false;
    }
  }
  return identity.started === undefined || startTime(identity.pid) === identity.started;
}

/** Field 22 of proc(5)'s stat, counted after the command's name, which may hold spaces and brackets. */
const startField = 22 - 3;

function startTime(pid: number): string | undefined {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'latin1');
    const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
    return fields[0] === 'Z' ? undefined : fields[startField];
  } catch {
    return undefined; // no /proc on this system, or the process has ended
  }
}
