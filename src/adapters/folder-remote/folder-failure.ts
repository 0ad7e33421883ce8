import { SightlineError } from '../../core/errors.ts';

/** The code of an error of the file system, as `ENOENT`. */
export function codeOf(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}

const deniedCodes: ReadonlySet<string | undefined> = new Set(['EACCES', 'EPERM', 'EROFS']);
const absentCodes: ReadonlySet<string | undefined> = new Set(['ENOENT', 'ENOTDIR']);

/** What the remote's file system refused, as an error that says so. */
export function asRemoteError(error: unknown, what: string): unknown {
  const code = codeOf(error);
  if (error instanceof SightlineError || code === undefined) {
    return error;
  }
  const reason = error instanceof Error ? error.message : code;
  return deniedCodes.has(code)
    ? new SightlineError('remote-denied', `${what}: ${reason}`, { hint: "Check the permissions of the remote's folder.", cause: error })
    : new SightlineError('remote-failed', `${what}: ${reason}`, { cause: error });
}

/** Waits for what may be missing; undefined then. */
export async function orAbsent<T>(pending: Promise<T>, what: string): Promise<T | undefined> {
  try {
    return await pending;
  } catch (error) {
    if (absentCodes.has(codeOf(error))) {
      return undefined;
    }
    throw asRemoteError(error, what);
  }
}
