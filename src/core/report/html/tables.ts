import {
  asHigherIsBetter,
  type ClassComparison,
  type Comparison,
  type Difference,
  type GateResult,
  judge,
  type Verdict,
} from '../../metrics/comparison.ts';
import { formatOfShares, type MetricFormat } from '../../metrics/format-metric.ts';
import { formatCount, formatP, formatPercent, formatPoints } from '../../metrics/format-share.ts';
import type { MetricRow } from '../../metrics/scorer.ts';
import type { Task } from '../../metrics/task.ts';
import { type ShownMetric, shownMetrics } from '../shown-metrics.ts';
import { describeGate, verdictMarks, verdictWords } from '../verdict-text.ts';
import { findReach, rowPlot } from './interval-plot.ts';
import { type Markup, html, nameMarkup } from './markup.ts';

/** Rows beyond these are counted, not shown. */
const maxRows = 200;

/** A table whose header cells say their columns; the content stands in rows of `tr`. The page's script makes a sortable one so. */
export function frame(
  caption: string,
  header: readonly (readonly [text: string, kind: 'text' | 'number' | 'plot'])[],
  rows: readonly Markup[],
  order: 'fixed' | 'sortable' = 'fixed',
): Markup {
  const cells = header.map(([text, kind]) => (text === '' ? html`<td></td>` : html`<th scope="col" class="${kind}">${text}</th>`));
  const more = rows.length > maxRows ? html`<p class="muted">…and ${formatCount(rows.length - maxRows)} more rows.</p>` : undefined;
  return html`<div class="scroll" role="group" aria-label="${caption}" tabindex="0">
      <table aria-label="${caption}" ${order === 'sortable' ? html` class="sortable"` : undefined}>
        <thead>
          <tr>
            ${cells}
          </tr>
        </thead>
        <tbody>
          ${rows.slice(0, maxRows)}
        </tbody>
      </table>
    </div>
    ${more}`;
}

/** The metrics that say different things, their intervals as numbers and bars: shares on one scale, others each on its own. */
export function metricsTable(comparison: Comparison): Markup {
  const { margin } = comparison;
  const shown = shownMetrics(comparison);
  const reach = findReach(
    shown.filter(({ isShare }) => isShare).map(({ compared }) => compared),
    margin,
  );
  const row = ({ word, compared, format, better, isShare }: ShownMetric): Markup =>
    html`<tr>
      <th scope="row">${better === 'lower' ? `${word} (lower is better)` : word}</th>
      <td class="number range">${format.value(compared.base)}</td>
      <td class="number">${format.value(compared.head)}</td>
      ${interval(compared, format, better)}
      <td class="plot">${rowPlot(compared, compared.verdict, margin, isShare ? reach : findReach([compared], margin), format)}</td>
    </tr>`;
  const header = [
    ['Metric', 'text'],
    ['Base', 'number'],
    ['Head', 'number'],
    ['Difference', 'number'],
    ['95 % interval', 'number'],
    ['', 'plot'],
  ] as const;
  return frame('Metrics', header, shown.map(row));
}

/** Accuracy by slice as a forest plot. */
export function slicesTable({ slices, margin }: Comparison): Markup {
  const reach = findReach(
    slices.map(({ accuracy }) => accuracy),
    margin,
  );
  const rows = slices.map(
    (one) =>
      html`<tr>
        <th scope="row">${nameMarkup(`${one.column}=${one.value}`)}</th>
        <td>${verdictPill(one.verdict)}</td>
        <td class="number">${formatCount(one.images)}${one.tooSmall ? ', too few to judge by' : ''}</td>
        ${sides(one.accuracy)}${interval(one.accuracy)}
        <td class="plot">${rowPlot(one.accuracy, one.verdict, margin, reach)}</td>
        <td class="number">${formatP(one.adjustedP)}</td>
      </tr>`,
  );
  const header = [
    ['Slice', 'text'],
    ['Verdict', 'text'],
    ['Images', 'number'],
    ['Base', 'number'],
    ['Head', 'number'],
    ['Difference', 'number'],
    ['Interval', 'number'],
    ['', 'plot'],
    ['p (Holm)', 'number'],
  ] as const;
  return frame('Slices', header, rows, 'sortable');
}

/** Recall by class as a forest plot, precision and F1 as numbers; the largest loss first. */
export function classesTable({ classes, margin }: Comparison): Markup {
  const reach = findReach(
    classes.map(({ recall }) => recall),
    margin,
  );
  const header = [
    ['Class', 'text'],
    ['Images', 'number'],
    ['Recall', 'number'],
    ['Change', 'number'],
    ['Interval', 'number'],
    ['', 'plot'],
    ['Precision', 'number'],
    ['Change', 'number'],
    ['F1', 'number'],
    ['Change', 'number'],
  ] as const;
  const row = (one: ClassComparison): Markup =>
    html`<tr>
      <th scope="row">${nameMarkup(one.class)}</th>
      <td class="number">${formatCount(one.support)}</td>
      <td class="number">${formatPercent(one.recall.head)}</td>
      ${interval(one.recall)}
      <td class="plot">${rowPlot(one.recall, judge(one.recall, margin), margin, reach)}</td>
      <td class="number">${formatPercent(one.precision.head)}</td>
      <td class="number range">${formatPoints(one.precision.difference)}</td>
      <td class="number">${formatPercent(one.f1.head)}</td>
      <td class="number range">${formatPoints(one.f1.difference)}</td>
    </tr>`;
  return frame('Classes', header, classes.toSorted((a, b) => (a.recall.difference ?? 0) - (b.recall.difference ?? 0)).map(row), 'sortable');
}

const outcomeWords: Readonly<Record<GateResult['outcome'], string>> = { pass: '✓ pass', fail: '✗ fail', 'cannot-tell': '? cannot tell' };

/** Every gate, its outcome and why. */
export function gatesTable(gates: readonly GateResult[], task: Task): Markup {
  const rows = gates.map(
    (one) =>
      html`<tr>
        <td><span class="pill ${one.outcome}">${outcomeWords[one.outcome]}</span></td>
        <th scope="row">${describeGate(one, task)}</th>
        <td class="range">${one.reason}</td>
      </tr>`,
  );
  return frame(
    'Gates',
    [
      ['Outcome', 'text'],
      ['Required', 'text'],
      ['Measured', 'text'],
    ],
    rows,
  );
}

function verdictPill(verdict: Verdict): Markup {
  return html`<span class="pill ${verdict === 'cannot-tell' ? 'quiet' : verdict}"
    >${verdictMarks[verdict]} ${verdictWords[verdict].toLowerCase()}</span
  >`;
}

function sides({ base, head }: Difference): Markup {
  return html`<td class="number range">${formatPercent(base)}</td>
    <td class="number">${formatPercent(head)}</td>`;
}

function interval(one: Difference, format: MetricFormat = formatOfShares, better: MetricRow['better'] = 'higher'): Markup {
  return html`${change(one, format, better)}
    <td class="number range">${format.interval(one)}</td>`;
}

/** Coloured only where the interval excludes zero. */
function change(one: Difference, format: MetricFormat, better: MetricRow['better']): Markup {
  const gain = one.low === null || one.high === null ? { low: 0, high: 0 } : asHigherIsBetter({ low: one.low, high: one.high }, better);
  const tone = gain.low > 0 ? ' up' : gain.high < 0 ? ' down' : '';
  return html`<td class="number${tone}">${format.difference(one.difference)}</td>`;
}
