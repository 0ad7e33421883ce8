import { hash } from 'node:crypto';
import { z } from 'zod';
import type { RunRecord } from '../pipeline/run-record.ts';
import { type Maker, placeName, pullRequestOf } from './place.ts';

/** What somebody says of a run: that they are training it, that they have, or that they gave it up. */
export interface RunClaim {
  readonly state: 'training' | 'trained' | 'released';
  /** Where its results go. */
  readonly maker: Maker;
  /** Who that is, in words for people. */
  readonly holder: string;
  /** Tells claims of one holder apart. */
  readonly nonce: string;
  /** Milliseconds since 1970: a holder that lives renews its claim before. Counts while training only. */
  readonly expires: number;
}

/** A claim that is larger is none. */
export const maxClaimBytes = 4096;

const schema = z.strictObject({
  version: z.literal(1),
  state: z.enum(['training', 'trained', 'released']),
  place: z.string().max(64),
  holder: z.string().regex(/^[\x20-\x7e]{1,300}$/),
  nonce: z.string().regex(/^[\w-]{1,64}$/),
  expires: z.int().min(0),
});

/** The JSON of a claim. */
export function writeClaim({ state, maker, holder, nonce, expires }: RunClaim): string {
  return `${JSON.stringify({ version: 1, state, place: placeName(maker), holder, nonce, expires })}\n`;
}

/**
 * Reads a claim of the trusted place, or of pull requests; undefined when it is none, or names a place that whoever wrote
 * it there may not speak for.
 */
export function parseClaim(text: string, isTrusted: boolean): RunClaim | undefined {
  try {
    const { place, state, holder, nonce, expires } = schema.parse(JSON.parse(text));
    const maker = pullRequestOf(place);
    const isOwn = isTrusted ? place === placeName(undefined) : maker !== undefined;
    return isOwn ? { state, maker, holder, nonce, expires } : undefined;
  } catch {
    return undefined;
  }
}

/**
 * Names a run by all that decides what comes of it: DVC's key (command, dependencies, parameters, the seed among them, and
 * paths of outputs) and the digests of code and environment.
 */
export function claimKey(runKey: string, { code, environment }: RunRecord): string {
  return hash('sha256', JSON.stringify([runKey, code, environment]), 'hex');
}
