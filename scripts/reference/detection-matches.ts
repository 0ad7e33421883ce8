import type { ObjectTruth } from '../../src/core/labels/object-truth.ts';
import { assignTruths } from '../../src/core/metrics/detection/assign-truths.ts';
import type { Overlap } from '../../src/core/metrics/detection/box-overlap.ts';
import { forEachCell } from '../../src/core/metrics/detection/cells.ts';
import type { DetectionSettings } from '../../src/core/metrics/detection/coco-settings.ts';
import type { DetectionSet } from '../../src/core/metrics/detection/detection-set.ts';
import { orderObjects } from '../../src/core/metrics/detection/order-objects.ts';
import { findPairs } from '../../src/core/metrics/detection/pairs.ts';

/** Which detection found which truth at the least overlap, by class and image, of those that have a detection or a truth. */
export function listMatches(set: DetectionSet, truth: ObjectTruth, { byClass, overlaps, limits }: DetectionSettings, overlap: Overlap) {
  const order = orderObjects(set, byClass);
  const threshold = overlaps[0] ?? 0;
  const listed: { readonly of: number; readonly image: number; readonly match: object }[] = [];
  forEachCell(set, order, ({ start, end, truthStart, truthEnd }) => {
    const detections = order.byImage.subarray(start, Math.min(end, start + (limits.at(-1) ?? 0)));
    // Truths that count come first, as pycocotools lists them.
    const truths = order.truths.slice(truthStart, truthEnd).toSorted((a, b) => (set.truths.crowd[a] ?? 0) - (set.truths.crowd[b] ?? 0));
    const crowd = Uint8Array.from(truths, (one) => set.truths.crowd[one] ?? 0);
    const assigned = new Int32Array(detections.length).fill(-1);
    const pairs = findPairs(detections, truths, overlap, threshold);
    if (pairs !== undefined) {
      assignTruths(pairs, { ignored: crowd, crowd }, threshold, assigned);
    }
    const image = set.detections.image[detections[0] ?? 0] ?? 0;
    const of = set.detections.of[detections[0] ?? 0] ?? 0;
    const match = {
      image_id: truth.imageIds[image],
      category_id: byClass ? truth.classIds[of] : -1,
      dtIds: detections.map((one) => one + 1),
      gtIds: truths.map((one) => truth.ids[one] ?? 0),
      dtMatches_iou50: assigned.map((place) => (place < 0 ? 0 : (truth.ids[truths[place] ?? 0] ?? 0))),
      dtIgnore_iou50: assigned.map((place) => (place < 0 ? 0 : (crowd[place] ?? 0))),
      gtIgnore: crowd,
    };
    listed.push({ of, image, match });
  });
  return listed.map(({ match }) => match);
}
