import type { Difference, SliceComparison } from '../../metrics/comparison.ts';
import { formatOf } from '../../metrics/format-metric.ts';
import { formatCount, formatP } from '../../metrics/format-share.ts';
import type { ReportFile } from '../file/report-file.ts';
import { isDefined } from '../scored/scored-metrics.ts';
import { verdictMarks, verdictWords } from '../verdict-text.ts';
import { codeSpan } from './code-span.ts';
import { table } from './table.ts';

/** A slice of either kind of comparison. */
type Slice = Pick<SliceComparison, 'column' | 'value' | 'images' | 'tooSmall' | 'adjustedP' | 'verdict'> & {
  readonly difference: Difference;
};

/** Slices that a side has images of; accuracy of classifiers, else the primary metric. */
export function slicesOf({ comparison }: ReportFile): Slice[] {
  return 'discordance' in comparison
    ? comparison.slices.map(({ accuracy, ...one }) => ({ ...one, difference: accuracy }))
    : comparison.slices.filter(isDefined);
}

/** The slices that got better or worse by more than chance, the greatest loss first, and how many there are besides. */
export function movedSlicesSection(data: ReportFile, rows: number): string {
  const all = slicesOf(data);
  const moved = all.filter(({ verdict }) => verdict === 'better' || verdict === 'worse').toSorted((a, b) => gainOf(a) - gainOf(b));
  const count = moved.length === 0 ? 'None' : formatCount(moved.length);
  const said = `${count} of ${formatCount(all.length)} slices moved by more than chance.`;
  return ['#### Slices that moved', said, ...(moved.length === 0 ? [] : [movedTable(data, moved, rows)])].join('\n\n');
}

function gainOf({ verdict, difference }: Slice): number {
  return (verdict === 'worse' ? -1 : 1) * Math.abs(difference.difference ?? 0);
}

const columns = ['Slice', 'Verdict', 'Images', 'Base', 'Head', 'Difference', 'Interval (Holm)', 'p (Holm)'] as const;

function movedTable(data: ReportFile, moved: readonly Slice[], rows: number): string {
  const cells = moved.map((one) => slicesCells(data, one).slice(0, -1));
  return table(columns.slice(0, -1), cells, { rows, textColumns: 2 });
}

/** Each interval at its level of Holm's correction. */
export function slicesTable(data: ReportFile, rows: number): string {
  const cells = slicesOf(data).map((one) => slicesCells(data, one));
  return table(columns, cells, { rows, textColumns: 2 });
}

function slicesCells({ comparison }: ReportFile, { difference, verdict, ...one }: Slice): string[] {
  const format = formatOf(comparison.task, 'discordance' in comparison ? 'accuracy' : comparison.metric);
  return [
    codeSpan(`${one.column}=${one.value}`),
    `${verdictMarks[verdict]}\u00a0${verdictWords[verdict].toLowerCase()}`,
    `${formatCount(one.images)}${one.tooSmall ? ', too few to judge by' : ''}`,
    format.value(difference.base),
    format.value(difference.head),
    format.difference(difference.difference),
    format.interval(difference),
    formatP(one.adjustedP),
  ];
}
