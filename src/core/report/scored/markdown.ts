import type { Difference } from '../../metrics/comparison.ts';
import { formatOf } from '../../metrics/format-metric.ts';
import { formatCount, formatP, formatPercent, undefinedText } from '../../metrics/format-share.ts';
import type { ScoredComparison } from '../../metrics/scored-comparison.ts';
import type { Task } from '../../metrics/task.ts';
import { codeSpan } from '../markdown/code-span.ts';
import { dataPart } from '../markdown/data.ts';
import { fold } from '../markdown/details.ts';
import { type Part, foldCurves, part, provenancePart, verdictPart } from '../markdown/parts.ts';
import { gatesTable, table } from '../markdown/tables.ts';
import { type ChangedImage, errorRows, findChangedImages } from '../objects/error-rows.ts';
import type { ScoredReportData } from '../report-data.ts';
import { verdictMarks, verdictWords } from '../verdict-text.ts';
import { isDefined, scoredMetrics } from './scored-metrics.ts';

const maxImages = 15;

/** The parts of the report on a model that is judged by a scorer, in the order of what a reader needs first. */
export function listScoredParts(data: ScoredReportData): Part[] {
  const { comparison, base, head } = data;
  const { gates, task, slices, classes } = comparison;
  const parts: (Part | undefined)[] = [
    { name: 'verdict', content: verdictPart(data, '') },
    part('gates', gates.length > 0 ? gatesTable(gates, task) : undefined),
    { name: 'metrics', content: metricsTable(comparison, base.name, head.name) },
    part('errors', errorsTable(data)),
    part('slices', slices.length > 0 ? `#### Slices\n\n${slicesTable(comparison)}` : undefined),
    part('data', data.data === undefined ? undefined : dataPart(data.data.changes)),
    part('classes', classes.length > 0 ? fold(`Classes (${classes.filter(isDefined).length})`, classesTable(comparison)) : undefined),
    part('images that changed', changedPart(data)),
    part('learning curves', foldCurves(data)),
    { name: 'provenance', content: fold('Where this comes from', provenancePart(data)) },
  ];
  return parts.filter((one) => one !== undefined);
}

function metricsTable(comparison: ScoredComparison, base: string, head: string): string {
  const rows = scoredMetrics(comparison).map(([name, one]) => [name, ...differenceCells(comparison.task, name, one)]);
  return table(['Metric', codeSpan(base), codeSpan(head), 'Difference', '95 % interval'], rows);
}

/** Base, head, their difference and its interval. */
function differenceCells(task: Task, metric: string, one: Difference): string[] {
  const format = formatOf(task, metric);
  return [format.value(one.base), format.value(one.head), format.difference(one.difference), format.interval(one)];
}

function errorsTable({ base, head }: ScoredReportData): string | undefined {
  const rows = errorRows(base.evaluation, head.evaluation).map((one) => [
    one.error,
    formatCount(one.base.count),
    formatCount(one.head.count),
    formatPercent(one.base.cost),
    formatPercent(one.head.cost),
  ]);
  const text = 'How often each error is made, and what AP50 would gain if it alone were mended.';
  const header = ['Error', 'Base', 'Head', 'Base: AP50 lost', 'Head: AP50 lost'];
  return rows.length === 0 ? undefined : `#### Errors\n\n${text}\n\n${table(header, rows)}`;
}

function slicesTable({ task, metric, slices }: ScoredComparison): string {
  const rows = slices
    .filter(isDefined)
    .map((one) => [
      codeSpan(`${one.column}=${one.value}`),
      `${verdictMarks[one.verdict]} ${verdictWords[one.verdict].toLowerCase()}`,
      `${formatCount(one.images)}${one.tooSmall ? ', too few to judge by' : ''}`,
      ...differenceCells(task, metric, one.difference),
      formatP(one.adjustedP),
    ]);
  return table(['Slice', 'Verdict', 'Images', 'Base', 'Head', 'Difference', 'Interval (Holm)', 'p (Holm)'], rows, 2);
}

/** The classes with the largest loss first; other metrics beside the one that they are judged by. */
function classesTable({ task, classMetric, classes }: ScoredComparison): string {
  const others = Object.keys(classes[0]?.metrics ?? {}).filter((name) => name !== classMetric);
  const rows = classes
    .filter(isDefined)
    .toSorted((a, b) => (a.difference.difference ?? 0) - (b.difference.difference ?? 0))
    .map((one) => [
      codeSpan(one.class),
      formatCount(one.images),
      ...differenceCells(task, classMetric, one.difference),
      ...others.map((name) => change(task, name, one.metrics[name])),
    ]);
  return table(['Class', 'Images', `${classMetric}, base`, 'Head', 'Difference', 'Interval (Holm)', ...others], rows);
}

function change(task: Task, metric: string, one: Difference | undefined): string {
  const format = formatOf(task, metric);
  return one === undefined || one.head === null ? undefinedText : `${format.value(one.head)} (${format.difference(one.difference)})`;
}

function changedPart({ base, head }: ScoredReportData): string | undefined {
  const { worse, better, worseCount, betterCount } = findChangedImages(base.evaluation, head.evaluation, maxImages);
  const content = [...listChanged('More errors', worseCount, worse), ...listChanged('Fewer errors', betterCount, better)];
  const summary = `Images: ${formatCount(worseCount)} with more errors, ${formatCount(betterCount)} with fewer`;
  return content.length === 0 ? undefined : fold(summary, content.join('\n\n'));
}

function listChanged(title: string, count: number, images: readonly ChangedImage[]): string[] {
  if (count === 0) {
    return [];
  }
  const rows = images.map((one) => [
    codeSpan(one.image),
    formatCount(one.objects),
    `${one.base.missed} → ${one.head.missed}`,
    `${one.base.wrong} → ${one.head.wrong}`,
  ]);
  const more = count > images.length ? `, the ${images.length} that changed most` : '';
  return [`**${title}: ${formatCount(count)}**${more}`, table(['Image', 'Objects', 'Missed', 'Wrong'], rows)];
}
