/** How a check ended: `unknown` where nobody could tell, with the reason. */
export type FindingState = 'ok' | 'warn' | 'fail' | 'unknown';

/** What one check found, and what to change where. */
export interface Finding {
  readonly what: string;
  readonly state: FindingState;
  readonly found: string;
  /** Null where there is nothing to change. */
  readonly change: string | null;
}

/** A finding; without a change nothing has to be done. */
export function finding(what: string, state: FindingState, found: string, change: string | null = null): Finding {
  return { what, state, found, change };
}
