import { z } from 'zod';

/** Which run of a workflow it was. */
export interface RunNumber {
  /** GitHub numbers runs in the order in which they start. */
  readonly run: number;
  /** Counts from 1: a run that is run again keeps its number. */
  readonly attempt: number;
}

/** Which report a comment holds, and the workflow's run that wrote it. */
export interface ReportIdentity extends RunNumber {
  /** A pull request may have several, one for each model. */
  readonly report: string;
  /** The full commit id that was judged. */
  readonly head: string;
}

/** What GitHub takes in a comment, in UTF-16 units. */
export const longestComment = 65_536;

const identitySchema = z.strictObject({
  report: z.string().min(1).max(200),
  head: z.string().regex(/^[0-9a-f]{40}(?:[0-9a-f]{24})?$/),
  run: z.int().nonnegative(),
  attempt: z.int().positive(),
}) satisfies z.ZodType<ReportIdentity>;

const markerPattern = /^<!-- sightline:report (\{[^\r\n]{1,2000}\}) -->\r?\n/;

/** The comment's text with the hidden line before it, by which later runs find it. */
export function markReport(identity: ReportIdentity, text: string): string {
  const { report, head, run, attempt } = identity;
  const json = JSON.stringify(identitySchema.parse({ report, head, run, attempt }));
  return `<!-- sightline:report ${json.replaceAll(/[-<>\u007f-\uffff]/g, escaped)} -->\n${text}`;
}

/** Whose report a comment is, undefined for one that is none. Only the very first line counts: a quotation of a report is no report. */
export function readMarker(comment: string): ReportIdentity | undefined {
  const json = markerPattern.exec(comment)?.[1];
  if (json === undefined) {
    return undefined;
  }
  try {
    return identitySchema.parse(JSON.parse(json));
  } catch {
    return undefined;
  }
}

/** Whether the first was started after the second. */
export function isNewerRun(a: RunNumber, b: RunNumber): boolean {
  return a.run === b.run ? a.attempt > b.attempt : a.run > b.run;
}

/** No two hyphens in a row, which could end the HTML comment, and nothing that isn't plain ASCII. */
function escaped(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
