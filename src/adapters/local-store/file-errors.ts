import { SightlineError } from '../../core/errors.ts';
import { systemCode } from '../../core/system-code.ts';

/** What failed to be written, as an error that says so. */
export function asWriteError(error: unknown, target: string): unknown {
  if (error instanceof SightlineError || systemCode(error) === undefined) {
    return error;
  }
  const reason = error instanceof Error ? error.message : String(error);
  return new SightlineError('write-failed', `'${target}' could not be written: ${reason}`, { cause: error });
}

/** What failed to be read, as an error that says so. */
export function asReadError(error: unknown, path: string): unknown {
  if (error instanceof SightlineError || systemCode(error) === undefined) {
    return error;
  }
  const reason = error instanceof Error ? error.message : String(error);
  return new SightlineError('unreadable-file', `'${path}' could not be read: ${reason}`, { cause: error });
}
