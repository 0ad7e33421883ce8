import { SightlineError } from '../../core/errors.ts';
import { isAbsence, systemCode } from '../../core/system-code.ts';

const deniedCodes: ReadonlySet<string | undefined> = new Set(['EACCES', 'EPERM', 'EROFS']);

/** What the remote's file system refused, as an error that says so. */
export function asRemoteError(error: unknown, what: string): unknown {
  const code = systemCode(error);
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
    if (isAbsence(error)) {
      return undefined;
    }
    throw asRemoteError(error, what);
  }
}
