import type { ErrorBreakdown } from '../detection/detection-errors.ts';
import type { DetectionSet } from '../detection/detection-set.ts';
import type { ObjectEvaluation } from './object-evaluation.ts';

/** How often each number from 0 to `size` - 1 stands in a column. */
export function countByImage(column: Int32Array, size: number): Int32Array {
  const counts = new Int32Array(size);
  for (const entry of column) {
    counts[entry] = (counts[entry] ?? 0) + 1;
  }
  return counts;
}

/** By image, how many objects and detections there are and what became of them. */
export function countOutcomes(
  { images, truths, detections }: DetectionSet,
  errors: ErrorBreakdown,
): Omit<ObjectEvaluation['rows'], 'image' | 'metadata'> {
  const count = (column: Int32Array, counts: (at: number) => boolean): number[] => [
    ...countByImage(
      column.filter((_, at) => counts(at)),
      images,
    ),
  ];
  return {
    objects: count(truths.image, (at) => truths.crowd[at] !== 1),
    detections: count(detections.image, () => true),
    right: count(detections.image, (at) => errors.detections[at] === 'right'),
    wrong: count(detections.image, (at) => isWrong(errors.detections[at])),
    missed: count(truths.image, (at) => errors.truths[at] === 'missed' || errors.truths[at] === 'covered'),
  };
}

function isWrong(verdict: ErrorBreakdown['detections'][number] | undefined): boolean {
  return verdict !== 'right' && verdict !== 'ignored';
}
