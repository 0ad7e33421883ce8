import { z } from 'zod';
import { readHiddenLine, writeHiddenLine } from './hidden-line.ts';

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

const kind = 'report';

/** The comment's text with the hidden line before it, by which later runs find it. */
export function markReport(identity: ReportIdentity, text: string): string {
  const { report, head, run, attempt } = identity;
  return `${writeHiddenLine(kind, identitySchema.parse({ report, head, run, attempt }))}\n${text}`;
}

/** Whose report a comment is, undefined for one that is none. Only the very first line counts: a quotation of a report is no report. */
export function readMarker(comment: string): ReportIdentity | undefined {
  const [first = '', ...rest] = comment.split('\n', 2);
  return rest.length === 0 ? undefined : identitySchema.safeParse(readHiddenLine(kind, first, 2000)).data;
}

/** What a comment with a marker says. */
export function withoutMarker(comment: string): string {
  return comment.slice(comment.indexOf('\n') + 1);
}

/** Whether the first was started after the second. */
export function isNewerRun(a: RunNumber, b: RunNumber): boolean {
  return a.run === b.run ? a.attempt > b.attempt : a.run > b.run;
}
