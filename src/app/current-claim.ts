import type { RemoteStorage } from '../core/remote-ports.ts';
import type { Maker } from '../core/sharing/place.ts';
import { maxClaimBytes, parseClaim, type RunClaim } from '../core/sharing/run-claim.ts';
import { readBounded } from './read-bounded.ts';
import { keysOf } from './remote-presence.ts';

/** More claims after one another of one run than that are no claims any more. */
export const maxGenerations = 1000;

/** The newest claim of a run: each that follows another is a file of its own, `0`, `1` and so on, so that only one can follow. */
export interface CurrentClaim {
  /** The file's key. */
  readonly key: string;
  readonly generation: number;
  /** As read, since a holder that lives changes it; undefined where it is too large. */
  readonly text: string | undefined;
  /** Undefined for a file that is no claim. */
  readonly claim: RunClaim | undefined;
}

/** Reads the newest claim below a prefix; undefined when there is none. What lies there may be anybody's. */
export async function currentClaim(root: RemoteStorage, prefix: string): Promise<CurrentClaim | undefined> {
  const generation = (await nextGeneration(root, prefix)) - 1;
  if (generation < 0) {
    return undefined;
  }
  const key = `${prefix}${generation}`;
  const text = await readBounded(root, key, maxClaimBytes);
  return { key, generation, text, claim: text === undefined ? undefined : parseClaim(text, !prefix.startsWith('untrusted/')) };
}

/** Counts from 0 without a gap: a file that is far ahead holds nobody up. */
async function nextGeneration(root: RemoteStorage, prefix: string): Promise<number> {
  const names = new Set<string>();
  for await (const keys of keysOf(root, prefix)) {
    keys.forEach((key) => names.add(key.slice(prefix.length)));
    if (names.size >= maxGenerations) {
      break;
    }
  }
  let next = 0;
  while (names.has(String(next))) {
    next += 1;
  }
  return next;
}

/** In whose place a claim says that the run is; undefined for the trusted one, and where nothing is said. */
export function trainedBy(current: CurrentClaim | undefined): Maker {
  return current?.claim?.state === 'trained' ? current.claim.maker : undefined;
}
