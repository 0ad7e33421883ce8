import { formatCount } from '../../metrics/format-share.ts';
import { classColumns, describePicture, firstOfEach, noClass, summarizeImages } from '../data-text.ts';
import type { DataSection } from '../report-data.ts';
import { contactSheets } from './contact-sheet.ts';
import { type Markup, html, nameMarkup } from './markup.ts';
import { card } from './sections.ts';
import { frame } from './tables.ts';

const shownOfEach = 50;
/** The heading counts the rest. */
const mostRows = 200;
const headings = ['Before', 'After', 'Added', 'Removed', 'Changed', 'Labels gained', 'Labels lost'] as const;

/** What changed in images and labels: counts by class, pictures of some, and lists folded away; nothing when nothing changed. */
export function dataCard(data: DataSection | undefined): Markup | undefined {
  return data === undefined
    ? undefined
    : card('Data', summarizeImages(data.changes), html`${classTable(data)}${contactSheets(data)}${lists(data)}`);
}

function classTable({ changes }: DataSection): Markup {
  const rows = changes.classes.map(
    (one) =>
      html`<tr>
        <th scope="row">${className(one.class)}</th>
        ${classColumns.map((column) => html`<td class="number ${column === 'before' ? 'range' : ''}">${showCount(one[column], column)}</td>`)}
      </tr>`,
  );
  return frame('Images by class', [['Class', 'text'], ...headings.map((text) => [text, 'number'] as const)], rows, 'sortable');
}

/** Zeros are left out, so that what happened stands out. */
function showCount(count: number, column: (typeof classColumns)[number]): string {
  return count === 0 && column !== 'before' && column !== 'after' ? '' : formatCount(count);
}

function lists({ changes: { added, removed, changed, moved, relabelled } }: DataSection): Markup {
  const sized = (images: typeof added.images): readonly Markup[] =>
    firstOfEach(images, shownOfEach).map((one) => row(nameMarkup(one.image), className(one.class), html`${describePicture(one)}`));
  const changedRows = firstOfEach(changed.images, shownOfEach).map((one) =>
    row(nameMarkup(one.image), className(one.class), html`${describePicture(one.old)} → ${describePicture(one.new)}`),
  );
  const moves = firstOfEach(moved.images, shownOfEach).map((one) => row(nameMarkup(one.image), className(one.class), nameMarkup(one.was)));
  const labels = relabelled.images.slice(0, mostRows).map((one) => row(nameMarkup(one.image), nameMarkup(one.old), nameMarkup(one.new)));
  return html`${fold('Labels changed', relabelled.count, ['Image', 'From', 'To'], labels)}
  ${fold('Added', added.count, ['Image', 'Class', 'Size'], sized(added.images))}
  ${fold('Removed', removed.count, ['Image', 'Class', 'Size'], sized(removed.images))}
  ${fold('Changed', changed.count, ['Image', 'Class', 'Size'], changedRows)}
  ${fold('Moved', moved.count, ['Image', 'Class', 'From'], moves)}`;
}

function row(first: Markup, ...cells: readonly Markup[]): Markup {
  return html`<tr>
    <th scope="row">${first}</th>
    ${cells.map((cell) => html`<td>${cell}</td>`)}
  </tr>`;
}

function fold(title: string, count: number, header: readonly string[], rows: readonly Markup[]): Markup | undefined {
  const columns = header.map((text) => [text, 'text'] as const);
  return count === 0
    ? undefined
    : html`<details>
        <summary>${title}: ${formatCount(count)}</summary>
        ${frame(title, columns, rows.slice(0, mostRows))}
      </details>`;
}

function className(name: string | null): Markup {
  return name === null ? html`<span class="muted">${noClass}</span>` : nameMarkup(name);
}
