import type { Overlap } from './box-overlap.ts';
import { recallPoints } from './coco-settings.ts';
import { type DetectionError, type ErrorBreakdown, detectionErrors, findDetectionErrors } from './detection-errors.ts';
import type { DetectionSet } from './detection-set.ts';
import { type CurveSteps, samplePrecision } from './precision-curve.ts';
import { sortByScore } from './stable-sort.ts';

/** How often something is wrong, and what it costs: how much greater AP at that overlap were without it. */
export interface ErrorCost {
  readonly error: DetectionError | 'missed';
  readonly count: number;
  /** NaN where there is nothing to find. */
  readonly cost: number;
}

/** The errors of a set and their costs. */
export interface PricedErrors {
  /** AP as it is. */
  readonly precision: number;
  readonly costs: readonly ErrorCost[];
  readonly errors: ErrorBreakdown;
}

/**
 * What each kind of error costs by itself. An error of location or class that is mended finds its truth, unless a match or a surer
 * mended one has it, and is gone then; the other wrong detections are gone; missed truths are asked for no more.
 *
 * Bolya et al., as above, section 2.3.
 */
export function priceDetectionErrors(set: DetectionSet, overlap: Overlap): PricedErrors {
  const errors = findDetectionErrors(set, overlap);
  const falling = sortByScore(
    Int32Array.from(set.detections.scores, (_, at) => at),
    set.detections.scores,
  );
  const precision = meanPrecisionWithout(set, errors, falling, undefined);
  const missed = errors.truths.filter((truth) => truth === 'missed').length;
  const costs = [...detectionErrors, 'missed' as const].map((error) => ({
    error,
    count: error === 'missed' ? missed : errors.detections.filter((one) => one === error).length,
    cost: meanPrecisionWithout(set, errors, falling, error) - precision,
  }));
  return { precision, costs, errors };
}

/** AP over classes when one kind of error is mended; `falling` are the detections by falling score. */
function meanPrecisionWithout(
  set: DetectionSet,
  errors: ErrorBreakdown,
  falling: Int32Array,
  mended: DetectionError | 'missed' | undefined,
): number {
  const asked = new Int32Array(set.classes);
  errors.truths.forEach((truth, at) => {
    const of = set.truths.of[at] ?? 0;
    asked[of] = (asked[of] ?? 0) + Number(truth !== 'ignored' && !(mended === 'missed' && truth === 'missed'));
  });
  const kept: boolean[][] = Array.from(asked, () => []);
  const taken = new Set<number>();
  for (const at of falling) {
    const verdict = errors.detections[at];
    const truth = errors.near[at] ?? -1;
    if (verdict === mended && mended !== undefined) {
      if (truth >= 0 && errors.truths[truth] !== 'found' && !taken.has(truth)) {
        taken.add(truth);
        const of = set.truths.of[truth] ?? 0;
        kept[of]?.push(true);
      }
    } else if (verdict !== 'ignored') {
      const of = set.detections.of[at] ?? 0;
      kept[of]?.push(verdict === 'right');
    }
  }
  const defined = [...asked.keys()].filter((of) => (asked[of] ?? 0) > 0);
  return defined.reduce((sum, of) => sum + averagePrecision(kept[of] ?? [], asked[of] ?? 0), 0) / defined.length;
}

function averagePrecision(right: readonly boolean[], truths: number): number {
  const steps: CurveSteps = { length: 0, found: new Float64Array(right.length), precision: new Float64Array(right.length) };
  for (const [at, isRight] of right.entries()) {
    if (isRight) {
      steps.found[steps.length] = steps.length + 1;
      steps.precision[steps.length] = (steps.length + 1) / (at + 1);
      steps.length++;
    }
  }
  return samplePrecision(steps, truths, new Float64Array(recallPoints.length), 0) / recallPoints.length;
}
