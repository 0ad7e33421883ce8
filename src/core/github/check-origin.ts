import type { RunNumber } from './report-marker.ts';

/** Where a check run comes from: the workflow's run, and the comment that it wrote, so that the next one needn't search for it. */
export interface CheckOrigin extends RunNumber {
  readonly comment?: number;
}

const pattern = /^sightline run (\d{1,15})\.(\d{1,6})(?: comment (\d{1,15}))?$/;

/** The text for a check run's `external_id`. */
export function formatOrigin({ run, attempt, comment }: CheckOrigin): string {
  return `sightline run ${run}.${attempt}${comment === undefined ? '' : ` comment ${comment}`}`;
}

/** Undefined for a check run that isn't ours. */
export function parseOrigin(text: string): CheckOrigin | undefined {
  const match = pattern.exec(text);
  if (match === null) {
    return undefined;
  }
  const [, run, attempt, comment] = match;
  const origin = { run: Number(run), attempt: Number(attempt) };
  return comment === undefined ? origin : { ...origin, comment: Number(comment) };
}
