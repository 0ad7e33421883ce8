import { element } from './element.ts';

/** Puts a button into each header of a sortable table: the first press sorts numbers from the greatest and text from the first. */
export function sortTables(root: ParentNode): void {
  for (const table of root.querySelectorAll<HTMLTableElement>('table.sortable')) {
    if ((table.tBodies[0]?.rows.length ?? 0) > 1) {
      makeSortable(table);
    }
  }
}

function makeSortable(table: HTMLTableElement): void {
  const headers = [...(table.tHead?.rows[0]?.cells ?? [])];
  for (const [column, header] of headers.entries()) {
    const title = header.textContent?.trim() ?? '';
    if (title === '' || header.classList.contains('plot')) {
      continue;
    }
    const isNumber = header.classList.contains('number');
    const button = element('button', { type: 'button', class: 'sort' }, title);
    header.replaceChildren(button);
    button.addEventListener('click', () => {
      const isDown = header.getAttribute('aria-sort') === 'descending';
      const isUp = header.getAttribute('aria-sort') === 'ascending';
      const descending = isNumber ? !isDown : isUp;
      headers.forEach((one) => one.removeAttribute('aria-sort'));
      header.setAttribute('aria-sort', descending ? 'descending' : 'ascending');
      sortRows(table, column, { isNumber, descending });
    });
  }
}

function sortRows(table: HTMLTableElement, column: number, { isNumber, descending }: { isNumber: boolean; descending: boolean }): void {
  const body = table.tBodies[0];
  const rows = [...(body?.rows ?? [])].map((row) => ({ row, text: row.cells[column]?.textContent?.trim() ?? '' }));
  const sign = descending ? -1 : 1;
  const compare = isNumber ? byNumber : byText;
  body?.append(...rows.toSorted((a, b) => compare(a.text, b.text, sign)).map(({ row }) => row));
}

/** What is undefined comes last, whichever way. */
function byNumber(a: string, b: string, sign: number): number {
  const [one, other] = [readNumber(a), readNumber(b)];
  return Number.isNaN(one) || Number.isNaN(other) ? Number(Number.isNaN(one)) - Number(Number.isNaN(other)) : sign * (one - other);
}

function byText(a: string, b: string, sign: number): number {
  return sign * a.localeCompare(b, 'en', { numeric: true });
}

/** The first number of a cell as the report writes them: `1,234`, `−0.52`, `< 0.0001`, `3 → 1`. */
export function readNumber(text: string): number {
  return Number.parseFloat(text.replace('−', '-').replaceAll(/[,\s<+]/g, ''));
}
