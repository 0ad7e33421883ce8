import { assignTruths } from './assign-truths.ts';
import type { Overlap } from './box-overlap.ts';
import { forEachCell } from './cells.ts';
import type { DetectionSet } from './detection-set.ts';
import { type Order, orderObjects } from './order-objects.ts';
import { findPairs } from './pairs.ts';

/** What can be wrong with a detection, in the order in which it is asked. */
export const detectionErrors = ['location', 'class', 'duplicate', 'background', 'both'] as const;

/** A kind of wrong detection. */
export type DetectionError = (typeof detectionErrors)[number];

/** One verdict a detection and one a truth, in the order of the set. */
export interface ErrorBreakdown {
  /** `ignored`: it found a crowd, or a hundred surer ones of its class are in the image. */
  readonly detections: readonly (DetectionError | 'right' | 'ignored')[];
  /** The truth that an error of location or class would have found; -1 for none. */
  readonly near: Int32Array;
  /** `missed` unless found, or near to an error of location or class. */
  readonly truths: readonly ('found' | 'covered' | 'missed' | 'ignored')[];
}

/** Overlaps from which on a truth is found, and near. */
export interface ErrorThresholds {
  readonly found: number;
  readonly near: number;
}

const usual: ErrorThresholds = { found: 0.5, near: 0.1 };
const limit = 100;

/**
 * Says what is wrong with each detection: a truth of its class is near (location), one of another class is found (class), one of
 * its own class was found by a surer one (duplicate), nothing is near (background), or one of another class is (both).
 *
 * Bolya et al.: TIDE, a general toolbox for identifying object detection errors. ECCV 2020, section 2.2; where two kinds fit, the
 * first, as in its implementation.
 */
export function findDetectionErrors(set: DetectionSet, overlap: Overlap, thresholds: ErrorThresholds = usual): ErrorBreakdown {
  const verdicts: (DetectionError | 'right' | 'ignored' | undefined)[] = Array.from(set.detections.scores, () => undefined);
  const truths: ('found' | 'covered' | 'missed' | 'ignored')[] = Array.from(set.truths.crowd, (crowd) =>
    crowd === 1 ? 'ignored' : 'missed',
  );
  const near = new Int32Array(verdicts.length).fill(-1);
  matchByClass(set, orderObjects(set, true), overlap, thresholds.found, (detection, truth) => {
    const isIgnored = truth === undefined || set.truths.crowd[truth] === 1;
    verdicts[detection] = isIgnored ? 'ignored' : 'right';
    if (truth !== undefined && !isIgnored) {
      truths[truth] = 'found';
    }
  });
  const order = orderObjects(set, false);
  forEachCell(set, order, ({ start, end, truthStart, truthEnd }) => {
    const there = order.truths.subarray(truthStart, truthEnd).filter((truth) => set.truths.crowd[truth] !== 1);
    for (const detection of order.byImage.subarray(start, end)) {
      if (verdicts[detection] === undefined) {
        const { error, truth } = nameError(set, detection, there, overlap, thresholds);
        verdicts[detection] = error;
        near[detection] = truth;
        if (truth >= 0 && truths[truth] === 'missed') {
          truths[truth] = 'covered';
        }
      }
    }
  });
  return { detections: verdicts.map((verdict) => verdict ?? 'background'), near, truths };
}

/** Visits each detection that found a truth, and those beyond the limit without one. */
function matchByClass(
  set: DetectionSet,
  order: Order,
  overlap: Overlap,
  threshold: number,
  visit: (detection: number, truth: number | undefined) => void,
): void {
  forEachCell(set, order, ({ start, end, truthStart, truthEnd }) => {
    const detections = order.byImage.subarray(start, Math.min(end, start + limit));
    order.byImage.subarray(start + detections.length, end).forEach((detection) => visit(detection, undefined));
    const truths = order.truths.subarray(truthStart, truthEnd);
    const pairs = findPairs(detections, truths, overlap, threshold);
    if (pairs !== undefined) {
      const crowd = Uint8Array.from(truths, (truth) => set.truths.crowd[truth] ?? 0);
      const assigned = new Int32Array(detections.length);
      assignTruths(pairs, { ignored: crowd, crowd }, threshold, assigned);
      detections.forEach((detection, at) => {
        const place = assigned[at] ?? -1;
        if (place >= 0) {
          visit(detection, truths[place] ?? 0);
        }
      });
    }
  });
}

function nameError(
  { truths, detections }: DetectionSet,
  detection: number,
  there: Int32Array,
  overlap: Overlap,
  { found, near }: ErrorThresholds,
): { readonly error: DetectionError; readonly truth: number } {
  const [own, other] = [
    { truth: -1, share: 0 },
    { truth: -1, share: 0 },
  ];
  for (const truth of there) {
    const side = truths.of[truth] === detections.of[detection] ? own : other;
    const share = overlap(detection, truth);
    if (share > side.share) {
      Object.assign(side, { truth, share });
    }
  }
  if (own.share >= near && own.share < found) {
    return { error: 'location', truth: own.truth };
  }
  if (other.share >= found) {
    return { error: 'class', truth: other.truth };
  }
  if (own.share >= found) {
    return { error: 'duplicate', truth: -1 };
  }
  return { error: other.share < near ? 'background' : 'both', truth: -1 };
}
