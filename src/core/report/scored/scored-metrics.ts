import type { MetricComparison } from '../../metrics/comparison.ts';
import type { FamilyMember, ScoredComparison } from '../../metrics/scored-comparison.ts';
import type { Task } from '../../metrics/task.ts';

/** COCO's twelve numbers. */
const cocoSummary = ['AP', 'AP50', 'AP75', 'APs', 'APm', 'APl', 'AR1', 'AR10', 'AR100', 'ARs', 'ARm', 'ARl'];

/** What a report shows of many; all of the others. */
const shown: Readonly<Partial<Record<Task, readonly string[]>>> = { detection: cocoSummary, 'instance-segmentation': cocoSummary };

/** The metrics that a report shows, the primary one first, without those that neither side has. */
export function scoredMetrics({ task, metric, metrics }: ScoredComparison): (readonly [name: string, compared: MetricComparison])[] {
  const names = new Set([metric, ...(shown[task] ?? Object.keys(metrics))]);
  return [...names].flatMap((name) => {
    const compared = metrics[name];
    return compared === undefined || (compared.base === null && compared.head === null) ? [] : [[name, compared] as const];
  });
}

/** Whether a side has the metric: classes and slices without an object of theirs are not shown. */
export function isDefined({ difference: { base, head } }: FamilyMember): boolean {
  return base !== null || head !== null;
}
