import { z } from 'zod';

/** What a run-cache entry was made with, beyond what DVC's key sees. */
export interface RunRecord {
  /** Digest of the code that the stage could have used. */
  readonly code: string;
  /** Digest of the environment's lock files, the image, platform and driver, and our version where the stage calls us. */
  readonly environment: string;
}

const schema = z.object({ version: z.literal(1), code: z.string(), environment: z.string(), writer: z.string() });

/** The JSON of a record. `writer` names who made the run, such as `sightline 0.1.0`. */
export function writeRunRecord(record: RunRecord, writer: string): string {
  return `${JSON.stringify({ version: 1, code: record.code, environment: record.environment, writer })}\n`;
}

/** Reads a record; undefined when it is none. */
export function parseRunRecord(text: string | undefined): RunRecord | undefined {
  if (text === undefined) {
    return undefined;
  }
  try {
    const { code, environment } = schema.parse(JSON.parse(text));
    return { code, environment };
  } catch {
    return undefined;
  }
}

/** Why a cached run must not be reused; undefined when it may be. `now` is undefined in a project without git. */
export function refuseReuse(record: RunRecord | undefined, now: RunRecord | undefined): string | undefined {
  if (now === undefined) {
    return "without git the code can't be told apart";
  }
  if (record === undefined) {
    return 'nothing says which code and environment it was made with';
  }
  if (record.code !== now.code) {
    return 'it was made with other code than is here now';
  }
  return record.environment === now.environment ? undefined : 'it was made in another environment';
}
