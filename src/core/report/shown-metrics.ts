import type { Comparison, MetricComparison } from '../metrics/comparison.ts';
import { judge } from '../metrics/comparison.ts';
import { formatOf, type MetricFormat, metricWord } from '../metrics/format-metric.ts';
import type { MetricRow } from '../metrics/scorer.ts';
import { findMetric } from '../metrics/task.ts';

/** A metric that a report shows. */
export interface ShownMetric {
  readonly name: string;
  /** In words. */
  readonly word: string;
  readonly compared: MetricComparison;
  readonly format: MetricFormat;
  readonly better: MetricRow['better'];
  /** A share, so that it may stand on one scale with the others. */
  readonly isShare: boolean;
}

/** Those of a classifier that say different things; the JSON has all. */
const usual = [
  'accuracy',
  'macro-f1',
  'balanced-accuracy',
  'top-5',
  'macro-roc-auc',
  'macro-average-precision',
  'log-loss',
  'brier',
  'ece',
];
/** With fewer classes the truth is always among the first five. */
const fewestForTop5 = 6;

/** The primary metric and the usual ones, as far as both sides have them; of accuracy and macro F1 also that they are undefined. */
export function shownMetrics(comparison: Comparison): ShownMetric[] {
  const { task, metric, margin, metrics, accuracy, macroF1, classes } = comparison;
  const always = {
    accuracy: { ...accuracy, verdict: judge(accuracy, margin) },
    'macro-f1': { ...macroF1, verdict: judge(macroF1, margin) },
  };
  const known: Readonly<Record<string, MetricComparison>> = { ...metrics, ...always };
  const names = [...new Set([metric, ...usual])].filter((name) => name !== 'top-5' || classes.length >= fewestForTop5);
  return names.flatMap((name) => {
    const compared = known[name];
    const row = findMetric(task, name);
    return compared === undefined || row === undefined
      ? []
      : [{ name, word: metricWord(name), compared, format: formatOf(task, name), better: row.better, isShare: row.range === undefined }];
  });
}
