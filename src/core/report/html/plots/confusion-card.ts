import { formatCount } from '../../../metrics/format-share.ts';
import { cleanText } from '../../clean-text.ts';
import { findConfusions, jointClasses, renumberConfusion } from '../../confusions.ts';
import type { ReportData } from '../../report-data.ts';
import { type Markup, html, nameMarkup } from '../markup.ts';
import { card } from '../sections.ts';
import { frame } from '../tables.ts';
import { plotFigure } from './figure.ts';

const maxMatrixClasses = 60;

/** Both matrices as one plot, and the most frequent mix-ups as a table; for many classes the table alone. */
export function confusionCard({ base, head }: ReportData): Markup | undefined {
  const classes = jointClasses(base.evaluation, head.evaluation);
  const table = mixUpsTable(base, head);
  if (classes.length > maxMatrixClasses) {
    return table && card('Confusions', `the most frequent among ${formatCount(classes.length)} classes`, table);
  }
  const [before, after] = [renumberConfusion(base.evaluation, classes), renumberConfusion(head.evaluation, classes)];
  const plot = plotFigure('confusion', 'Confusion matrix', { classes: classes.map(cleanText), base: before, head: after });
  const aside = 'counts, shaded by their share of the row; changes green where they help, red where they hurt';
  return card(
    'Confusion matrix',
    aside,
    html`<div class="beside">${plot}${table ?? html`<p>Neither model takes one class for another.</p>`}</div>`,
  );
}

function mixUpsTable(base: ReportData['base'], head: ReportData['head']): Markup | undefined {
  const rows = findConfusions(base.evaluation, head.evaluation, Number.POSITIVE_INFINITY).map(
    (one) =>
      html`<tr>
        <th scope="row">${nameMarkup(one.truth)}</th>
        <td>${nameMarkup(one.predicted)}</td>
        <td class="number range">${formatCount(one.base)}</td>
        <td class="number">${formatCount(one.head)}</td>
        <td class="number">${signed(one.head - one.base)}</td>
      </tr>`,
  );
  const header = [
    ['Truth', 'text'],
    ['Taken for', 'text'],
    ['Base', 'number'],
    ['Head', 'number'],
    ['Change', 'number'],
  ] as const;
  return rows.length === 0 ? undefined : frame('The most frequent mix-ups', header, rows, 'sortable');
}

function signed(change: number): string {
  return `${change > 0 ? '+' : change < 0 ? '−' : ''}${formatCount(Math.abs(change))}`;
}
