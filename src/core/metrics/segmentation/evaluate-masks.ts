import { type JudgedImage, evaluateScored } from '../scored/evaluate-scored.ts';
import type { ScoredEvaluation } from '../scored/scored-evaluation.ts';
import type { ScoredModel } from '../scored-model.ts';
import type { MeasuredFacts } from '../slices/image-facts.ts';
import type { SliceSpec } from '../slices/slice-spec.ts';
import type { ClassPixels } from './count-image.ts';
import { segmentationScorer } from './segmentation-scorer.ts';

/** What two masks of an image came to. */
export interface CountedImage {
  /** The name of its masks. */
  readonly image: string;
  readonly counts: readonly ClassPixels[];
  readonly truthDigest: string;
  readonly answerDigest: string;
  readonly measured: MeasuredFacts;
}

/** Judges masks that were counted, sorted by image. */
export function evaluateMasks(
  images: readonly CountedImage[],
  classes: readonly string[],
  slices: readonly SliceSpec[],
): ScoredModel<ScoredEvaluation> {
  const scorer = segmentationScorer(
    images.map(({ counts }) => counts),
    classes.length,
  );
  const judged = images.map(({ image, counts, measured, ...digests }): JudgedImage => ({
    ...digests,
    facts: { image, metadata: {}, ...measured },
    truth: counts.filter(({ truth }) => truth > 0).map(({ of }) => of),
    predicted: counts.filter(({ predicted }) => predicted > 0).map(({ of }) => of),
  }));
  return evaluateScored(
    { task: 'semantic-segmentation', classes, testClasses: classes.length, images: judged, skipped: [], scorer },
    slices,
  );
}
