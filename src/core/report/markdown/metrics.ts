import { formatOf, metricWord } from '../../metrics/format-metric.ts';
import { undefinedText } from '../../metrics/format-share.ts';
import { findMetric } from '../../metrics/task.ts';
import type { MetricComparison } from '../../metrics/comparison.ts';
import type { ReportFile } from '../file/report-file.ts';
import { scoredMetrics } from '../scored/scored-metrics.ts';
import { shownMetrics } from '../shown-metrics.ts';
import { codeSpan } from './code-span.ts';
import type { SideNames } from './side-names.ts';
import { fold } from './parts.ts';
import { table } from './table.ts';

/** The primary metric with its interval and those of the sides alone, where they are known; other metrics are folded. */
export function metricsSection(data: ReportFile, names: SideNames, rows: number): string {
  const { base, head, comparison } = data;
  const { metric, task, primary } = comparison;
  const { value, size } = formatOf(task, metric);
  const alone = (side: ReportFile['base'], shown: number | null): string => {
    const { value: own, low, high } = side.own ?? { value: null, low: null, high: null };
    return own === null || low === null || high === null || own !== shown
      ? value(shown)
      : `${value(shown)} (${size(low)}\u00a0to\u00a0${size(high)})`;
  };
  const header = ['Metric', `Base ${codeSpan(names.base)}`, `Head ${codeSpan(names.head)}`, 'Difference', '95 % interval'];
  const own = [
    `**${wordOf(data, metric)}**`,
    alone(base, primary.base),
    alone(head, primary.head),
    ...differenceCells(data, metric, primary),
  ];
  const others = metricsOf(data).filter(([name]) => name !== metric);
  const cells = others.map(([name, one]) => {
    const format = formatOf(task, name);
    return [wordOf(data, name), format.value(one.base), format.value(one.head), ...differenceCells(data, name, one)];
  });
  const main = `#### Primary metric\n\n${table(header, [own], { rows })}`;
  return cells.length === 0 ? main : `${main}\n\n${fold(`Other metrics (${cells.length})`, table(header, cells, { rows }))}`;
}

function metricsOf({ comparison }: ReportFile): (readonly [name: string, compared: MetricComparison])[] {
  return 'discordance' in comparison ? shownMetrics(comparison).map(({ name, compared }) => [name, compared]) : scoredMetrics(comparison);
}

/** Difference and interval. */
function differenceCells({ comparison: { task } }: ReportFile, metric: string, one: Omit<MetricComparison, 'verdict'>): string[] {
  const format = formatOf(task, metric);
  const difference = format.difference(one.difference);
  return [difference === undefinedText ? difference : `${difference}${format.unit}`, format.interval(one)];
}

function wordOf({ comparison: { task } }: ReportFile, metric: string): string {
  const word = metricWord(metric);
  return findMetric(task, metric)?.better === 'lower' ? `${word} (lower is better)` : word;
}
