import { markdownTable } from 'markdown-table';
import { formatCount } from '../../metrics/format-share.ts';

/** How a table is laid out. */
export interface TableOptions {
  /** Rows beyond these are counted, not shown. */
  readonly rows: number;
  /** So many columns on the left hold text, the others numbers. */
  readonly textColumns?: number;
}

/** A table of Markdown cells. */
export function table(header: readonly string[], all: readonly (readonly string[])[], { rows, textColumns = 1 }: TableOptions): string {
  const align = header.map((_, column) => (column < textColumns ? 'l' : 'r'));
  const cells = all.slice(0, rows).map((row) => row.map((cell, column) => (column < textColumns ? cell : keepTogether(cell))));
  const escaped = [header, ...cells].map((row) => row.map((cell) => cell.replaceAll('|', String.raw`\|`)));
  const shown = markdownTable(escaped, { align, alignDelimiters: false, padding: true });
  return all.length > rows ? `${shown}\n\n…and ${formatCount(all.length - rows)} more rows in report.json.` : shown;
}

/** A number and its unit on one line. */
function keepTogether(cell: string): string {
  return cell.replaceAll(/(?<=\d) (?=%|points$)/g, '\u00a0');
}
