import type { MetricId } from '../scorer.ts';
import { type DetectionMetric, findDetectionMetric } from './detection-metrics.ts';
import type { Matches } from './match-detections.ts';

/** A metric with its place among those that are asked for. */
export interface PlannedMetric extends DetectionMetric {
  readonly at: number;
}

/** The metrics of one class that are read off the same walk: one range of sizes, one limit. */
export interface PlannedCut {
  readonly area: number;
  readonly limit: number;
  readonly thresholds: readonly number[];
  /** Whether precision is asked for: recall alone is quicker. */
  readonly needsPrecision: boolean;
  readonly metrics: readonly PlannedMetric[];
}

/** By class, what is asked of it. Names that the table doesn't have are asked of no class. */
export function planScores(ids: readonly MetricId[], { classes, settings }: Matches): readonly (readonly PlannedCut[])[] {
  const known = ids.flatMap(({ name, of }, at) => {
    const metric = findDetectionMetric(name, settings);
    return metric === undefined ? [] : [{ of, metric: { ...metric, at } }];
  });
  const ofAll = known.filter(({ of }) => of === undefined);
  return Array.from({ length: classes }, (_, of) => {
    const own = known.filter((one) => one.of === of);
    return groupByCut([...ofAll, ...own].map(({ metric }) => metric));
  });
}

function groupByCut(metrics: readonly PlannedMetric[]): PlannedCut[] {
  const groups = Map.groupBy(metrics, ({ area, limit }) => `${area} ${limit}`);
  return [...groups.values()].flatMap((group) => {
    const [first] = group;
    const thresholds = [...new Set(group.flatMap((metric) => metric.thresholds))];
    const needsPrecision = group.some(({ kind }) => kind === 'precision');
    return first === undefined ? [] : [{ area: first.area, limit: first.limit, thresholds, needsPrecision, metrics: group }];
  });
}
