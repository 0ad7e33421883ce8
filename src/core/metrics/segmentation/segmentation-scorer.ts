import { scoreByTable } from '../score-by-table.ts';
import type { Scorer } from '../scorer.ts';
import { boundaryF1Of } from './boundary-f1.ts';
import type { ClassPixels } from './count-image.ts';
import { type SegmentationSums, segmentationMetrics } from './metric-table.ts';

const scoreSums = scoreByTable(segmentationMetrics);

/**
 * The metrics of a segmentation for any weights of its images, from the counts of each image. NaN for a metric that is
 * undefined there, that isn't in the table, or that is of a class and asked for none, or the other way round.
 */
export function segmentationScorer(images: readonly (readonly ClassPixels[])[], classCount: number): Scorer {
  const table = tabulate(images);
  return {
    images: images.length,
    score: (counts, metrics) => scoreSums(sumUp(table, counts, classCount), metrics),
    among: (only) =>
      segmentationScorer(
        Array.from(only, (image) => images[image] ?? []),
        classCount,
      ),
  };
}

/** The counts of all images as columns, one entry for each class of an image. */
interface CountTable {
  readonly image: Int32Array;
  readonly of: Int32Array;
  readonly truth: Float64Array;
  readonly predicted: Float64Array;
  readonly both: Float64Array;
  readonly boundaryF1: Float64Array;
}

function tabulate(images: readonly (readonly ClassPixels[])[]): CountTable {
  const entries = images.flat();
  return {
    image: Int32Array.from(images.flatMap((classes, image) => classes.map(() => image))),
    of: Int32Array.from(entries, ({ of }) => of),
    truth: Float64Array.from(entries, ({ truth }) => truth),
    predicted: Float64Array.from(entries, ({ predicted }) => predicted),
    both: Float64Array.from(entries, ({ both }) => both),
    boundaryF1: Float64Array.from(entries, boundaryF1Of),
  };
}

function sumUp(table: CountTable, counts: Int32Array, classCount: number): SegmentationSums {
  const byClass = Array.from({ length: classCount }, () => ({ right: 0, support: 0, predicted: 0 }));
  const [boundaryF1, bounded] = [new Float64Array(classCount), new Float64Array(classCount)];
  for (let at = 0; at < table.of.length; at++) {
    const weight = counts[table.image[at] ?? 0] ?? 0;
    const of = table.of[at] ?? 0;
    const sums = byClass[of];
    if (weight === 0 || sums === undefined) {
      continue;
    }
    sums.right += weight * (table.both[at] ?? 0);
    sums.support += weight * (table.truth[at] ?? 0);
    sums.predicted += weight * (table.predicted[at] ?? 0);
    const score = table.boundaryF1[at] ?? Number.NaN;
    if (!Number.isNaN(score)) {
      boundaryF1[of] = (boundaryF1[of] ?? 0) + weight * score;
      bounded[of] = (bounded[of] ?? 0) + weight;
    }
  }
  return { byClass, boundaryF1: boundaryF1.map((sum, of) => sum / (bounded[of] ?? 0)) };
}
