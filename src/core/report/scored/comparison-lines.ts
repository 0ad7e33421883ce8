import { formatOf } from '../../metrics/format-metric.ts';
import { countImages } from '../../metrics/format-share.ts';
import type { ScoredComparison } from '../../metrics/scored-comparison.ts';
import { cleanText } from '../clean-text.ts';
import { verdictMarks } from '../verdict-text.ts';
import { describeLeftOut } from './left-out.ts';
import { scoredMetrics } from './scored-metrics.ts';

/** Metrics and slices of a comparison as lines of plain text. */
export function listComparison(comparison: ScoredComparison): string[] {
  const { task, metric, slices } = comparison;
  const format = formatOf(task, metric);
  return [
    ...describeLeftOut(comparison).map((sentence) => `  ${sentence}`),
    ...scoredMetrics(comparison).map(([name, one]) => {
      const own = formatOf(task, name);
      return `  ${verdictMarks[one.verdict]} ${name}: ${own.value(one.base)} → ${own.value(one.head)}, ${own.difference(one.difference)}${own.unit} (${own.interval(one)})`;
    }),
    ...slices.map(
      ({ column, value, difference, verdict, images, tooSmall }) =>
        `  ${verdictMarks[verdict]} ${cleanText(`${column}=${value}`)}: ${format.difference(difference.difference)}${format.unit} ` +
        `(${format.interval(difference)}) on ${countImages(images)}${tooSmall ? ', too few to judge by' : ''}`,
    ),
  ];
}
