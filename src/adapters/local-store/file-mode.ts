import { chmodSync } from 'node:fs';
import { systemCode } from '../../core/system-code.ts';

/** Like DVC, an object with these permissions is taken to be whole. */
export const protectedMode = 0o444;

/** Those of owner, group and others. */
export const executeBits = 0o111;

/** Not being able to is no error: a shared cache or an odd file system may forbid it. */
export function protect(file: string): void {
  try {
    chmodSync(file, protectedMode);
  } catch (error) {
    if (systemCode(error) === undefined) {
      throw error;
    }
  }
}

/** The permissions of a new file under the process's mask. */
export function newFileMode(): number {
  return 0o666 & ~process.umask();
}

/** What is recorded of a file's mode: whether anybody may execute it. */
export function execution({ mode }: { readonly mode: number }): { readonly isExec?: true } {
  return (mode & executeBits) === 0 ? {} : { isExec: true };
}
