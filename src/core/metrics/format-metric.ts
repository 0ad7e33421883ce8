import type { Difference } from './comparison.ts';
import { formatInterval, formatPercent, formatPoints, undefinedText } from './format-share.ts';
import { findMetric, type Task } from './task.ts';

/** How the values of a metric are written. */
export interface MetricFormat {
  readonly value: (value: number | null | undefined) => string;
  /** With its sign. */
  readonly difference: (difference: number | null) => string;
  /** The ends of a difference's interval. */
  readonly interval: (interval: Pick<Difference, 'low' | 'high'>) => string;
  /** A margin or another size of a difference, without a sign and unit. */
  readonly size: (size: number) => string;
  /** What follows a difference: ` points` for a share. */
  readonly unit: string;
}

/** Shares in percent, their differences in points. */
export const formatOfShares: MetricFormat = {
  value: formatPercent,
  difference: formatPoints,
  interval: formatInterval,
  size: (size) => (100 * size).toFixed(2),
  unit: ' points',
};

const digits = 4;

const plain: MetricFormat = {
  value: (value) => (value === null || value === undefined ? undefinedText : value.toFixed(digits)),
  difference: formatSigned,
  interval: ({ low, high }) => (low === null || high === null ? undefinedText : `${formatSigned(low)} to ${formatSigned(high)}`),
  size: (size) => size.toFixed(digits),
  unit: '',
};

/** Shares are written in percent and their differences in points, other metrics as they are. */
export function formatOf(task: Task, metric: string): MetricFormat {
  return findMetric(task, metric)?.range === undefined ? formatOfShares : plain;
}

const written: readonly (readonly [RegExp, string])[] = [
  [/\bf1\b/, 'F1'],
  [/\broc auc\b/, 'ROC AUC'],
  [/\bovo\b/, '(one against one)'],
  [/\bmcc\b/, 'MCC'],
  [/\bbrier\b/, 'Brier score'],
  [/\bece\b/, 'ECE'],
  [/\bmce\b/, 'MCE'],
  [/\biou\b/, 'IoU'],
  [/\bmiou\b/, 'mIoU'],
  [/\btop (\d)/, 'top-$1 accuracy'],
];

/** The metric's name in a sentence. */
export function metricWord(metric: string): string {
  return written.reduce((words, [form, word]) => words.replace(form, word), metric.replaceAll('-', ' '));
}

function formatSigned(difference: number | null): string {
  if (difference === null) {
    return undefinedText;
  }
  const sign = difference === 0 ? '' : difference > 0 ? '+' : '−';
  return sign + Math.abs(difference).toFixed(digits);
}
