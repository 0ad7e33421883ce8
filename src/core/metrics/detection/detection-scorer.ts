import type { MetricId, Scorer } from '../scorer.ts';
import { recallPoints } from './coco-settings.ts';
import { type DetectionMetric, findDetectionMetric } from './detection-metrics.ts';
import type { Matches } from './match-detections.ts';
import { countBefore, countTruths, findHits, makeSteps, samplePrecision, walkCurve } from './precision-curve.ts';

/** A metric with its place among those that are asked for, and what it has come to. */
interface Sum {
  readonly metric: DetectionMetric;
  readonly of: number | undefined;
  total: number;
  defined: number;
}

/**
 * Scores detection when each image counts so often: boxes are matched once, and each call walks the sorted matches. A class
 * without anything to find in the images that count is left out of a mean; a metric that nothing is left of is NaN.
 */
export function detectionScorer(matches: Matches): Scorer {
  const steps = makeSteps(matches);
  const sampled = new Float64Array(recallPoints.length);
  const hitsOf = cacheHits(matches);
  const addClass = (of: number, sums: readonly Sum[], counts: Int32Array): void => {
    for (const [area, limit] of findCuts(sums)) {
      const cut = { of, area, limit };
      const truths = countTruths(matches, cut, counts);
      const asked = sums.filter(({ metric }) => metric.area === area && metric.limit === limit);
      const thresholds = truths === 0 ? [] : [...new Set(asked.flatMap(({ metric }) => metric.thresholds))];
      const before = countBefore(matches, cut, counts);
      for (const threshold of thresholds) {
        walkCurve(matches, { cut, threshold, hits: hitsOf(of, area, threshold), before }, counts, steps);
        const precision = samplePrecision(steps, truths, sampled, 0) / recallPoints.length;
        const recall = steps.length === 0 ? 0 : (steps.found[steps.length - 1] ?? 0) / truths;
        for (const sum of asked.filter(({ metric }) => metric.thresholds.includes(threshold))) {
          sum.total += sum.metric.kind === 'precision' ? precision : recall;
          sum.defined++;
        }
      }
    }
  };
  return {
    images: matches.images,
    score(counts, metrics) {
      const sums = metrics.map((id) => startSum(id, matches));
      const known = sums.filter((sum) => sum !== undefined);
      for (let of = 0; of < matches.classes; of++) {
        addClass(
          of,
          known.filter((sum) => sum.of === undefined || sum.of === of),
          counts,
        );
      }
      return Float64Array.from(sums, (sum) => (sum === undefined || sum.defined === 0 ? Number.NaN : sum.total / sum.defined));
    },
  };
}

function startSum({ name, of }: MetricId, { settings }: Matches): Sum | undefined {
  const metric = findDetectionMetric(name, settings);
  return metric === undefined ? undefined : { metric, of, total: 0, defined: 0 };
}

function findCuts(sums: readonly Sum[]): (readonly [number, number])[] {
  const cuts = new Map(sums.map(({ metric: { area, limit } }) => [`${area} ${limit}`, [area, limit] as const]));
  return [...cuts.values()];
}

function cacheHits(matches: Matches): (of: number, area: number, threshold: number) => Int32Array {
  const { areas, overlaps } = matches.settings;
  const cache: (Int32Array | undefined)[] = [];
  return (of, area, threshold) => {
    const at = (of * areas.length + area) * overlaps.length + threshold;
    return (cache[at] ??= findHits(matches, { of, area, limit: 0 }, threshold));
  };
}
