import type { MetricId, Scorer } from '../scorer.ts';
import { recallPoints } from './coco-settings.ts';
import { type CurveIndex, indexCurve } from './curve-index.ts';
import type { Matches } from './match-detections.ts';
import { makeSteps, samplePrecision } from './precision-curve.ts';
import { type PlannedCut, planScores } from './score-plan.ts';
import { selectMatches } from './select-matches.ts';
import { countFound, sumCounts, sumInside, walkIndex } from './walk-index.ts';

/**
 * Scores detection when each image counts so often: boxes are matched once, and each call walks the sorted matches. A class
 * without anything to find in the images that count is left out of a mean; a metric that nothing is left of is NaN.
 */
export function detectionScorer(matches: Matches): Scorer {
  const { overlaps } = matches.settings;
  const steps = makeSteps(matches);
  const sums = new Int32Array(matches.image.length + 1);
  const sampled = new Float64Array(recallPoints.length);
  const [precision, recall] = [new Float64Array(overlaps.length), new Float64Array(overlaps.length)];
  const indices = new Map<string, CurveIndex>();
  const indexOf = (of: number, { area, limit }: PlannedCut): CurveIndex => {
    const key = `${of} ${area} ${limit}`;
    const index = indices.get(key) ?? indexCurve(matches, { of, area, limit });
    indices.set(key, index);
    return index;
  };
  /** Fills precision and recall at the thresholds of a cut; false where nothing is to be found. */
  const walk = (of: number, cut: PlannedCut, counts: Int32Array): boolean => {
    const index = indexOf(of, cut);
    const truths = sumCounts(index.truths, counts);
    if (truths === 0) {
      return false;
    }
    if (cut.needsPrecision) {
      sumInside(index, counts, sums);
    }
    for (const threshold of cut.thresholds) {
      const hits = index.hits[threshold];
      if (hits !== undefined && cut.needsPrecision) {
        walkIndex(hits, counts, sums, steps);
        precision[threshold] = samplePrecision(steps, truths, sampled, 0) / recallPoints.length;
        recall[threshold] = steps.length === 0 ? 0 : (steps.found[steps.length - 1] ?? 0) / truths;
      } else if (hits !== undefined) {
        recall[threshold] = countFound(hits, counts) / truths;
      }
    }
    return true;
  };
  const planOf = rememberLast((ids: readonly MetricId[]) => planScores(ids, matches));
  return {
    images: matches.images,
    score(counts, metrics) {
      const [totals, defined] = [new Float64Array(metrics.length), new Int32Array(metrics.length)];
      for (const [of, cuts] of planOf(metrics).entries()) {
        for (const cut of cuts) {
          if (walk(of, cut, counts)) {
            for (const { at, kind, thresholds } of cut.metrics) {
              const values = kind === 'precision' ? precision : recall;
              totals[at] = thresholds.reduce((sum, threshold) => sum + (values[threshold] ?? 0), totals[at] ?? 0);
              defined[at] = (defined[at] ?? 0) + thresholds.length;
            }
          }
        }
      }
      return totals.map((total, at) => (defined[at] === 0 ? Number.NaN : total / (defined[at] ?? 1)));
    },
    among: (images) => detectionScorer(selectMatches(matches, images)),
  };
}

/** A resample asks for the same list again and again. */
function rememberLast<T extends object, R>(make: (key: T) => R): (key: T) => R {
  let last: readonly [T, R] | undefined;
  return (key) => {
    last = last?.[0] === key ? last : [key, make(key)];
    return last[1];
  };
}
