import { readHistory } from '../../core/github/run-history.ts';
import { longestComment, markReport, type ReportIdentity } from '../../core/github/report-marker.ts';

const hiddenRuns = /^<!-- sightline:runs [^\r\n]*-->\r?\n/;
const keptNote = /^<!-- sightline:note -->\r?\n[^]{0,4000}?<!-- sightline:noted -->[\r\n]+/;

/** A report with sentences of ours below its heading, which is the verdict: each on its own. */
export function withNotes(markdown: string, notes: readonly string[]): string {
  const { hidden, shown } = splitRuns(markdown);
  const end = shown.indexOf('\n\n');
  if (notes.length === 0 || end < 0) {
    return markdown;
  }
  const block = `> [!NOTE]\n${notes.map((note) => `> ${note}`).join('\n>\n')}`;
  return `${hidden}${shown.slice(0, end)}\n\n${block}${shown.slice(end)}`;
}

/** What readers see of a report. */
export function withoutRuns(markdown: string): string {
  return splitRuns(markdown).shown;
}

/** A standing report with a note before it, in the place of an earlier note; undefined where a comment has no room for that. */
export function noteBefore(identity: ReportIdentity, standing: string, note: string): string | undefined {
  const { hidden, shown } = splitRuns(standing);
  const [last] = readHistory(`\n${standing}`);
  const follows = last === undefined ? '' : ` What follows is about ${last.head.slice(0, 12)}.`;
  const before = `<!-- sightline:note -->\n> [!NOTE]\n> ${note}${follows}\n<!-- sightline:noted -->\n\n`;
  const text = `${hidden}${before}${shown.replace(keptNote, '')}`;
  return markReport(identity, text).length <= longestComment ? text : undefined;
}

function splitRuns(markdown: string): { readonly hidden: string; readonly shown: string } {
  const hidden = hiddenRuns.exec(markdown)?.[0] ?? '';
  return { hidden, shown: markdown.slice(hidden.length) };
}
