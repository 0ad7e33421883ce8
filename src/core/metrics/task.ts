import { classificationMetrics } from './classification/metric-table.ts';
import { cocoSettings } from './detection/coco-settings.ts';
import { detectionMetrics } from './detection/detection-metrics.ts';
import { labelMetrics } from './multi-label/metric-table.ts';
import type { MetricRow } from './scorer.ts';
import { segmentationMetrics } from './segmentation/metric-table.ts';

/** What a model may be for. */
export const tasks = [
  'classification',
  'multi-label-classification',
  'detection',
  'instance-segmentation',
  'semantic-segmentation',
] as const;

/** One of them. */
export type Task = (typeof tasks)[number];

const objectMetrics = detectionMetrics(cocoSettings);

const judging: Readonly<Record<Task, { readonly primary: string; readonly metrics: readonly MetricRow[] }>> = {
  classification: { primary: 'accuracy', metrics: classificationMetrics },
  'multi-label-classification': { primary: 'macro-average-precision', metrics: labelMetrics },
  detection: { primary: 'AP', metrics: objectMetrics },
  'instance-segmentation': { primary: 'AP', metrics: objectMetrics },
  'semantic-segmentation': { primary: 'miou', metrics: segmentationMetrics },
};

/** The table of a task's metrics. */
export function metricsOf(task: Task): readonly MetricRow[] {
  return judging[task].metrics;
}

/** The metric that a verdict is about unless the spec names another. */
export function defaultPrimary(task: Task): string {
  return judging[task].primary;
}

/** A row of the task's table; undefined for a metric that isn't in it. */
export function findMetric(task: Task, name: string): MetricRow | undefined {
  return metricsOf(task).find((row) => row.name === name);
}
