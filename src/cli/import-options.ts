import { SightlineError } from '../core/errors.ts';

/** Where imported data goes besides the cache. */
export interface ToRemoteFlags {
  readonly toRemote?: boolean;
  readonly remote?: string;
}

/** The remote that `--to-remote` names. */
export function toRemoteOf({ toRemote, remote }: ToRemoteFlags): { readonly name: string | undefined } | undefined {
  if (toRemote !== true && remote !== undefined) {
    throw new SightlineError('invalid-option', "--remote can't be used without --to-remote");
  }
  return toRemote === true ? { name: remote } : undefined;
}
