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
  const cells = [header, ...all.slice(0, rows)].map((row) => row.map((cell) => cell.replaceAll('|', String.raw`\|`)));
  const shown = markdownTable(cells, { align, alignDelimiters: false, padding: true });
  return all.length > rows ? `${shown}\n\n…and ${formatCount(all.length - rows)} more rows in report.json.` : shown;
}
