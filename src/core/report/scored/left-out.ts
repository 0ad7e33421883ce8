import { formatCount } from '../../metrics/format-share.ts';
import type { ScoredComparison } from '../../metrics/scored-comparison.ts';

/** What was not judged of a side, a sentence a side: ids that start at 0 where those of the labels start at 1 look like it. */
export function describeLeftOut({ leftOut }: ScoredComparison): string[] {
  return (['base', 'head'] as const)
    .filter((side) => leftOut[side] > 0)
    .map(
      (side) => `Of ${side}, ${formatCount(leftOut[side])} detections are of categories that the test set doesn't list, and are left out.`,
    );
}
