import type { Difference } from '../../metrics/comparison.ts';
import { formatOf } from '../../metrics/format-metric.ts';
import { formatCount, formatPercent, undefinedText } from '../../metrics/format-share.ts';
import type { ScoredComparison } from '../../metrics/scored-comparison.ts';
import type { Task } from '../../metrics/task.ts';
import type { ReportFile } from '../file/report-file.ts';
import { codeSpan } from '../markdown/code-span.ts';
import { fold, type Part, partIf } from '../markdown/parts.ts';
import { table } from '../markdown/table.ts';
import type { ChangedImage } from '../objects/changed-images.ts';
import { isDefined } from './scored-metrics.ts';

type Errors = Extract<ReportFile['answers'], { readonly errors: unknown }>;

/** What tells two models that are judged by a scorer apart besides metrics: errors, classes, images that changed. */
export function scoredParts(comparison: ScoredComparison, { errors, changed }: Errors): Part[] {
  const classes = comparison.classes.filter(isDefined);
  const { worse, better, worseCount, betterCount } = changed;
  const counts = `Images: ${formatCount(worseCount)} with more errors, ${formatCount(betterCount)} with fewer`;
  const what = comparison.task === 'multi-label-classification' ? 'Labels' : 'Objects';
  const lists = (rows: number): string =>
    [
      ...listChanged({ title: 'More errors', count: worseCount, what }, worse, rows),
      ...listChanged({ title: 'Fewer errors', count: betterCount, what }, better, rows),
    ].join('\n\n');
  return [
    ...partIf(errors.length > 0, 'errors', (rows) => fold('Errors by kind', errorsTable(errors, rows))),
    ...partIf(classes.length > 0, 'classes', (rows) =>
      fold(`Classes (${formatCount(classes.length)})`, classesTable(comparison, classes, rows)),
    ),
    ...partIf(worseCount + betterCount > 0, 'images that changed', (rows) => fold(counts, lists(rows))),
  ];
}

function errorsTable(errors: Errors['errors'], rows: number): string {
  const cells = errors.map((one) => [
    one.error,
    formatCount(one.base.count),
    formatCount(one.head.count),
    formatPercent(one.base.cost),
    formatPercent(one.head.cost),
  ]);
  const text = 'How often each error is made, and what AP50 would gain if it alone were mended.';
  return `${text}\n\n${table(['Error', 'Base', 'Head', 'Base: AP50 lost', 'Head: AP50 lost'], cells, { rows })}`;
}

/** The classes with the largest loss first; other metrics beside the one that they are judged by. */
function classesTable({ task, classMetric }: ScoredComparison, classes: ScoredComparison['classes'], rows: number): string {
  const others = Object.keys(classes[0]?.metrics ?? {}).filter((name) => name !== classMetric);
  const format = formatOf(task, classMetric);
  const cells = classes
    .toSorted((a, b) => (a.difference.difference ?? 0) - (b.difference.difference ?? 0))
    .map(({ class: name, images, difference, metrics }) => [
      codeSpan(name),
      formatCount(images),
      format.value(difference.base),
      format.value(difference.head),
      format.difference(difference.difference),
      format.interval(difference),
      ...others.map((other) => change(task, other, metrics[other])),
    ]);
  return table(['Class', 'Images', `${classMetric}, base`, 'Head', 'Difference', 'Interval (Holm)', ...others], cells, { rows });
}

function change(task: Task, metric: string, one: Difference | undefined): string {
  const format = formatOf(task, metric);
  return one === undefined || one.head === null ? undefinedText : `${format.value(one.head)} (${format.difference(one.difference)})`;
}

interface Listed {
  readonly title: string;
  readonly count: number;
  /** What an image holds. */
  readonly what: string;
}

function listChanged({ title, count, what }: Listed, images: readonly ChangedImage[], rows: number): string[] {
  const shown = images.slice(0, rows);
  const cells = shown.map((one) => [
    codeSpan(one.image),
    formatCount(one.objects),
    `${one.base.missed} → ${one.head.missed}`,
    `${one.base.wrong} → ${one.head.wrong}`,
  ]);
  const more = count > shown.length ? `, the ${shown.length} that changed most` : '';
  return count === 0 ? [] : [`**${title}: ${formatCount(count)}**${more}`, table(['Image', what, 'Missed', 'Wrong'], cells, { rows })];
}
