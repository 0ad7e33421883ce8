/** A table for a terminal or for Markdown. */
export interface TextTable {
  readonly headers: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/** Columns are at least this much wider than their head, which keeps the text equal to DVC's. */
const headPadding = 2;

/** Columns two spaces apart, no lines; nothing at all for a table without rows. */
export function formatPlainTable(table: TextTable): string {
  return table.rows.length === 0 ? '' : lines(table, measure(table), (cells) => cells.join('  ').trimEnd()).join('');
}

/** A table of GitHub's Markdown with an empty line after it, as DVC prints it; without rows nothing, or only the head. */
export function formatMarkdownTable(table: TextTable, { evenEmpty = false }: { readonly evenEmpty?: boolean } = {}): string {
  if (table.rows.length === 0 && !evenEmpty) {
    return '';
  }
  const layout = measure(table);
  const [head = '', ...body] = lines(table, layout, (cells) => `| ${cells.join(' | ')} |`);
  const rule = `|${layout.map((width) => '-'.repeat(width + 2)).join('|')}|\n`;
  return `${[head, rule, ...body].join('')}\n`;
}

function measure(table: TextTable): readonly number[] {
  return table.headers.map((head, column) =>
    table.rows.reduce((width, row) => Math.max(width, textWidth(clean(row[column] ?? ''))), textWidth(head) + headPadding),
  );
}

function lines(table: TextTable, widths: readonly number[], join: (cells: readonly string[]) => string): string[] {
  return [table.headers, ...table.rows].map((row) => {
    const cells = widths.map((width, column) => {
      const text = clean(row[column] ?? '');
      return text + ' '.repeat(Math.max(0, width - textWidth(text)));
    });
    return `${join(cells)}\n`;
  });
}

/** Without line breaks and other control characters, which a hostile file could move the cursor with. */
function clean(text: string): string {
  return text.replace(/[\p{Cc}\u2028\u2029]+/gu, ' ').trim();
}

const wide =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\ua960-\ua97c\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff01-\uff60\uffe0-\uffe6\u{1b000}-\u{1b2ff}\u{20000}-\u{3fffd}]|\p{Emoji_Presentation}/u;

/** Columns of a terminal that the text takes. */
function textWidth(text: string): number {
  let width = 0;
  for (const character of text) {
    width += /^[\p{Mn}\p{Me}\p{Cf}]$/u.test(character) ? 0 : wide.test(character) ? 2 : 1;
  }
  return width;
}
