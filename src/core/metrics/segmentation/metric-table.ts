import { f1Of, jaccardOf, macroOf, microOf, recallOf, weightedOf } from '../classification/class-scores.ts';
import type { ClassCounts } from '../classification/confusion.ts';
import { meanOfDefined } from '../classification/mean-of-defined.ts';
import type { MetricRow } from '../scorer.ts';

/** What the metrics of some images are computed from, by class. */
export interface SegmentationSums {
  /** Pixels: of the class, predicted as it, and both. */
  readonly byClass: readonly ClassCounts[];
  /** The mean boundary F1 over the images in which the class has a boundary; NaN where it has none. */
  readonly boundaryF1: Float64Array;
}

/** A metric of semantic segmentation; `of` is the number of a class. */
export interface SegmentationMetric extends MetricRow {
  readonly score: (sums: SegmentationSums, of: number) => number;
}

function higher(name: string, of: MetricRow['of'], score: SegmentationMetric['score']): SegmentationMetric {
  return { name, better: 'higher', of, needsScores: false, score };
}

const none: ClassCounts = { right: 0, support: 0, predicted: 0 };

/**
 * The metrics of semantic segmentation. Areas are summed over all images before they are divided. A class that is in neither
 * truth nor prediction has no score and is left out of means; so is one without truth from the mean of pixel accuracies.
 */
export const segmentationMetrics: readonly SegmentationMetric[] = [
  higher('miou', 'model', ({ byClass }) => macroOf(byClass, jaccardOf)),
  higher('iou', 'class', ({ byClass }, of) => jaccardOf(byClass[of] ?? none)),
  higher('macro-dice', 'model', ({ byClass }) => macroOf(byClass, f1Of)),
  higher('dice', 'class', ({ byClass }, of) => f1Of(byClass[of] ?? none)),
  higher('pixel-accuracy', 'model', ({ byClass }) => microOf(byClass, recallOf)),
  higher('mean-pixel-accuracy', 'model', ({ byClass }) => macroOf(byClass, recallOf)),
  higher('frequency-weighted-iou', 'model', ({ byClass }) => weightedOf(byClass, jaccardOf)),
  higher('boundary-f1', 'either', ({ boundaryF1 }, of) => (of < 0 ? meanOfDefined(boundaryF1) : (boundaryF1[of] ?? Number.NaN))),
];
