import { meanPrecision, type PrecisionRecall, recallSteps } from '../../../metrics/precision-recall.ts';
import { formatCount, formatPercent } from '../../../metrics/format-share.ts';
import { cleanText } from '../../clean-text.ts';
import type { ReportFrame } from '../../report-data.ts';
import { type Markup, html, nameMarkup } from '../markup.ts';
import { card } from '../sections.ts';
import { frame } from '../tables.ts';
import { legend, plotFigure, plotTable, short } from './figure.ts';
import type { PrecisionRecallData } from './plot-data.ts';

const maxClasses = 40;
const shownRecalls = [0.5, 0.8, 0.9, 0.96];

type Drawn = PrecisionRecallData['classes'][number];

/** Precision by recall, of all classes and of those in which it changed most; nothing without scores. */
export function precisionRecallCard({ base, head, comparison }: ReportFrame): Markup | undefined {
  const [before, now] = [base.precisionRecall, head.precisionRecall];
  if (before === undefined && now === undefined) {
    return undefined;
  }
  const names = [...new Set([...(now ?? []), ...(before ?? [])].map((one) => one.class))];
  const byClass = names
    .map((name): Drawn => ({ name: cleanText(name), base: findPrecision(before, name), head: findPrecision(now, name) }))
    .filter((one) => one.base !== null || one.head !== null);
  if (byClass.length === 0) {
    return undefined;
  }
  const chosen = byClass.toSorted((a, b) => changeOf(b) - changeOf(a)).slice(0, maxClasses);
  const mean: Drawn = {
    name: 'mean of all classes',
    base: before ? rounded(meanPrecision(before)) : null,
    head: now ? rounded(meanPrecision(now)) : null,
  };
  const classes = [...(byClass.length > 1 ? [mean] : []), ...byClass.filter((one) => chosen.includes(one))];
  const cut = byClass.length > chosen.length ? `; of ${formatCount(byClass.length)} classes the ${chosen.length} that changed most` : '';
  const overlap = comparison.task === 'detection' || comparison.task === 'instance-segmentation' ? ' at an overlap of .5' : '';
  return card(
    'Precision and recall',
    `the best precision at a recall or any greater one${overlap}${cut}`,
    html`${legend()} ${plotFigure('precision-recall', 'Precision by recall', { recall: recallSteps, classes })}
    ${plotTable(precisionTable(classes))}`,
  );
}

function findPrecision(curves: readonly PrecisionRecall[] | undefined, name: string): readonly (number | null)[] | null {
  const precision = curves?.find((one) => one.class === name)?.precision;
  return precision === undefined || precision.every((value) => value === null) ? null : rounded(precision);
}

function rounded(precision: readonly (number | null)[]): (number | null)[] {
  return precision.map((value) => (value === null ? null : Number(value.toFixed(4))));
}

/** The mean distance of the two curves. */
function changeOf({ base, head }: Drawn): number {
  return recallSteps.reduce((sum, _, at) => sum + Math.abs((head?.[at] ?? 0) - (base?.[at] ?? 0)), 0);
}

function precisionTable(classes: readonly Drawn[]): Markup {
  const places = shownRecalls.map((recall) => recallSteps.indexOf(recall));
  const rows = classes.map(
    ({ name, base, head }, at) =>
      html`<tr>
        <th scope="row">${classes.length > 1 && at === 0 ? html`${name}` : nameMarkup(name)}</th>
        ${places.map(
          (place) =>
            html`<td class="number range">${formatPercent(base?.[place])}</td>
              <td class="number">${formatPercent(head?.[place])}</td>`,
        )}
      </tr>`,
  );
  const columns = shownRecalls.flatMap((recall) => {
    const percent = `${short(100 * recall)} %`;
    return [[`Base at ${percent}`, 'number'] as const, [`Head at ${percent}`, 'number'] as const];
  });
  return frame('Precision at a recall', [['Class', 'text'], ...columns], rows, 'sortable');
}
