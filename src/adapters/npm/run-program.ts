import { execFile } from 'node:child_process';
import { systemCode } from '../../core/system-code.ts';

/** How a program ended: its exit code, undefined where it could not be started or was killed, and all that it said. */
export interface Ended {
  readonly code: number | undefined;
  readonly said: string;
}

/** Runs a program to its end, without a shell. */
export function runProgram(program: string, args: readonly string[], cwd: string): Promise<Ended> {
  return new Promise((resolve) => {
    execFile(program, args, { cwd, maxBuffer: 32 << 20 }, (error, stdout, stderr) => {
      const code = error === null ? 0 : typeof error.code === 'number' ? error.code : undefined;
      resolve({ code, said: `${stdout}${stderr}${code === undefined ? (systemCode(error) ?? 'killed') : ''}` });
    });
  });
}
