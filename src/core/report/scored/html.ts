import type { Difference, Verdict } from '../../metrics/comparison.ts';
import { formatOf, metricWord } from '../../metrics/format-metric.ts';
import { formatCount, formatP, formatPercent, undefinedText } from '../../metrics/format-share.ts';
import type { ScoredComparison } from '../../metrics/scored-comparison.ts';
import { findMetric, type Task } from '../../metrics/task.ts';
import { findReach, rowPlot } from '../html/interval-plot.ts';
import { type Markup, html, nameMarkup } from '../html/markup.ts';
import { card } from '../html/sections.ts';
import { frame } from '../html/tables.ts';
import { errorRows } from '../objects/error-rows.ts';
import type { ScoredReportData } from '../report-data.ts';
import { verdictMarks, verdictWords } from '../verdict-text.ts';
import { isDefined, scoredMetrics } from './scored-metrics.ts';

/** The metrics, their intervals as numbers and bars. */
export function metricsCard(comparison: ScoredComparison): Markup | undefined {
  const { task, margin } = comparison;
  const shown = scoredMetrics(comparison);
  const reach = findReach(
    shown.map(([, one]) => one),
    margin,
  );
  const rows = shown.map(
    ([name, one]) =>
      html`<tr>
        <th scope="row">${findMetric(task, name)?.better === 'lower' ? `${metricWord(name)} (lower is better)` : metricWord(name)}</th>
        ${differenceCells(task, name, one)}
        <td class="plot">${rowPlot(one, one.verdict, margin, reach)}</td>
      </tr>`,
  );
  return card('Metrics', 'the grey band is the margin', frame('Metrics', [['Metric', 'text'], ...differenceHeader('95 % interval')], rows));
}

/** Slices by the primary metric, as a forest plot. */
export function slicesCard({ task, metric, slices, margin }: ScoredComparison): Markup | undefined {
  const reach = findReach(
    slices.map(({ difference }) => difference),
    margin,
  );
  const rows = slices.filter(isDefined).map(
    (one) =>
      html`<tr>
        <th scope="row">${nameMarkup(`${one.column}=${one.value}`)}</th>
        <td>${verdictPill(one.verdict)}</td>
        <td class="number">${formatCount(one.images)}${one.tooSmall ? ', too few to judge by' : ''}</td>
        ${differenceCells(task, metric, one.difference)}
        <td class="plot">${rowPlot(one.difference, one.verdict, margin, reach)}</td>
        <td class="number">${formatP(one.adjustedP)}</td>
      </tr>`,
  );
  const header = [
    ['Slice', 'text'],
    ['Verdict', 'text'],
    ['Images', 'number'],
    ...differenceHeader('Interval'),
    ['p (Holm)', 'number'],
  ] as const;
  const aside = `${metricWord(metric)}; intervals and p-values corrected for the number of slices`;
  return card('Slices', aside, rows.length === 0 ? undefined : frame('Slices', header, rows, 'sortable'));
}

/** Classes by the metric that they are judged by, the largest loss first. */
export function classesCard({ task, classMetric, classes, margin }: ScoredComparison): Markup | undefined {
  const others = Object.keys(classes[0]?.metrics ?? {}).filter((name) => name !== classMetric);
  const reach = findReach(
    classes.map(({ difference }) => difference),
    margin,
  );
  const rows = classes
    .filter(isDefined)
    .toSorted((a, b) => (a.difference.difference ?? 0) - (b.difference.difference ?? 0))
    .map(
      (one) =>
        html`<tr>
          <th scope="row">${nameMarkup(one.class)}</th>
          <td class="number">${formatCount(one.images)}</td>
          ${differenceCells(task, classMetric, one.difference)}
          <td class="plot">${rowPlot(one.difference, one.verdict, margin, reach)}</td>
          ${others.map((name) => otherCell(task, name, one.metrics[name]))}
        </tr>`,
    );
  const header = [
    ['Class', 'text'],
    ['Images', 'number'],
    ...differenceHeader('Interval'),
    ...others.map((name) => [metricWord(name), 'number'] as const),
  ] as const;
  return card(
    'Classes',
    `${metricWord(classMetric)}; intervals corrected for the number of classes`,
    rows.length === 0 ? undefined : frame('Classes', header, rows, 'sortable'),
  );
}

/** What is wrong with detections, and what it costs. */
export function errorsCard({ base, head }: ScoredReportData): Markup | undefined {
  const rows = errorRows(base.evaluation, head.evaluation).map(
    (one) =>
      html`<tr>
        <th scope="row">${one.error}</th>
        <td class="number range">${formatCount(one.base.count)}</td>
        <td class="number">${formatCount(one.head.count)}</td>
        <td class="number range">${formatPercent(one.base.cost)}</td>
        <td class="number">${formatPercent(one.head.cost)}</td>
      </tr>`,
  );
  const header = [
    ['Error', 'text'],
    ['Base', 'number'],
    ['Head', 'number'],
    ['Base: AP50 lost', 'number'],
    ['Head: AP50 lost', 'number'],
  ] as const;
  return card(
    'Errors',
    'what AP50 would gain if one kind alone were mended',
    rows.length === 0 ? undefined : frame('Errors', header, rows, 'sortable'),
  );
}

type HeaderCell = readonly [text: string, kind: 'text' | 'number' | 'plot'];

function differenceHeader(interval: string): readonly HeaderCell[] {
  return [
    ['Base', 'number'],
    ['Head', 'number'],
    ['Difference', 'number'],
    [interval, 'number'],
    ['', 'plot'],
  ];
}

/** Base, head, their difference, coloured only where its interval excludes zero, and the interval. */
function differenceCells(task: Task, metric: string, one: Difference): Markup {
  const format = formatOf(task, metric);
  const [up, down] = findMetric(task, metric)?.better === 'lower' ? [' down', ' up'] : [' up', ' down'];
  const tone = one.low !== null && one.low > 0 ? up : one.high !== null && one.high < 0 ? down : '';
  return html`<td class="number range">${format.value(one.base)}</td>
    <td class="number">${format.value(one.head)}</td>
    <td class="number${tone}">${format.difference(one.difference)}</td>
    <td class="number range">${format.interval(one)}</td>`;
}

function otherCell(task: Task, metric: string, one: Difference | undefined): Markup {
  const format = formatOf(task, metric);
  const text = one === undefined || one.head === null ? undefinedText : `${format.value(one.head)} (${format.difference(one.difference)})`;
  return html`<td class="number">${text}</td>`;
}

function verdictPill(verdict: Verdict): Markup {
  return html`<span class="pill ${verdict === 'cannot-tell' ? 'quiet' : verdict}"
    >${verdictMarks[verdict]} ${verdictWords[verdict].toLowerCase()}</span
  >`;
}
