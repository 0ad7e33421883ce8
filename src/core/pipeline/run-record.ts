import { z } from 'zod';
import { type Maker, maxPullRequest } from '../sharing/place.ts';

/** What a run-cache entry was made with, beyond what DVC's key sees. */
export interface RunRecord {
  /** Digest of the code that the stage could have used. */
  readonly code: string;
  /** Digest of the environment's lock files, the image, platform and driver, and our version where the stage calls us. */
  readonly environment: string;
}

/** A record that was read. */
export interface KeptRecord extends RunRecord {
  /** The pull request that the run belongs to; undefined for one that may be trusted. */
  readonly maker: Maker;
}

/** Whose run a record tells of. */
export interface RunOrigin {
  /** Who made the record, such as `sightline 0.1.0`. */
  readonly writer: string;
  readonly maker: Maker;
  /** The pull request that a trusted place took the trained artifact from. */
  readonly adoptedFrom?: number;
}

const pullRequest = z.int().min(1).max(maxPullRequest).optional();
const schema = z.object({ version: z.literal(1), code: z.string(), environment: z.string(), writer: z.string(), pullRequest });

/** The JSON of a record. */
export function writeRunRecord({ code, environment }: RunRecord, { writer, maker, adoptedFrom }: RunOrigin): string {
  const origin = { ...(maker === undefined ? {} : { pullRequest: maker }), ...(adoptedFrom === undefined ? {} : { adoptedFrom }) };
  return `${JSON.stringify({ version: 1, code, environment, writer, ...origin })}\n`;
}

/** Reads a record; undefined when it is none. */
export function parseRunRecord(text: string | undefined): KeptRecord | undefined {
  if (text === undefined) {
    return undefined;
  }
  try {
    const { code, environment, pullRequest: maker } = schema.parse(JSON.parse(text));
    return { code, environment, maker };
  } catch {
    return undefined;
  }
}

/** A record as it is kept of a run that a pull request left: nothing that it says of whose it is counts. */
export function markUntrusted(text: string, pullRequest: number): string | undefined {
  const record = parseRunRecord(text);
  return record === undefined ? undefined : writeRunRecord(record, { writer: `pull request ${pullRequest}`, maker: pullRequest });
}

/** Why a cached run must not be reused; undefined when it may be. `now` is undefined in a project without git. */
export function refuseReuse(
  record: KeptRecord | undefined,
  now: RunRecord | undefined,
  believes: (maker: Maker) => boolean,
): string | undefined {
  if (now === undefined) {
    return "without git the code can't be told apart";
  }
  if (record === undefined) {
    return 'nothing says which code and environment it was made with';
  }
  if (record.code !== now.code) {
    return 'it was made with other code than is here now';
  }
  if (record.environment !== now.environment) {
    return 'it was made in another environment';
  }
  return believes(record.maker) ? undefined : `pull request ${record.maker} made it, which is not believed here`;
}
