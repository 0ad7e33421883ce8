import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { decodeClassMask } from '../../src/adapters/png/class-mask-png.ts';
import type { MetricId } from '../../src/core/metrics/scorer.ts';
import type { ClassMask } from '../../src/core/metrics/segmentation/class-mask.ts';
import { countImage } from '../../src/core/metrics/segmentation/count-image.ts';
import { segmentationScorer } from '../../src/core/metrics/segmentation/segmentation-scorer.ts';

/** A metric, as others compute it and as ours says; NaN where undefined. */
export interface SegmentationValue {
  readonly metric: MetricId;
  readonly theirs: number;
  readonly ours: number;
}

interface Recorded {
  readonly classes: number;
  readonly ignore: number;
  readonly images: number;
  readonly expected: readonly { readonly counts: readonly number[]; readonly metrics: Metrics }[];
}

interface Metrics {
  readonly [metric: string]: number | Record<string, readonly (number | null)[]>;
  readonly classes: Record<string, readonly (number | null)[]>;
}

/** Judges the masks of a folder that `test/fixtures/segmentation/record.py` made, and holds each value against what it recorded. */
export function judgeSegmentationCase(folder: string): SegmentationValue[] {
  const { classes, ignore, images, expected } = JSON.parse(readFileSync(join(folder, 'expected.json'), 'utf8')) as Recorded;
  const read = (path: string): ClassMask => decodeClassMask(readFileSync(join(folder, path)), path);
  const counted = Array.from({ length: images }, (_, at) =>
    countImage(read(`truth/${at}.png`), read(`predicted/${at}.png`), { count: classes, ignore }),
  );
  const scorer = segmentationScorer(counted, classes);
  return expected.flatMap(({ counts, metrics }) => {
    const theirs = listMetrics(metrics);
    const asked = theirs.map(([metric]) => metric);
    const ours = scorer.score(Int32Array.from(counts), asked);
    return theirs.map(([metric, value], at) => ({ metric, theirs: value ?? Number.NaN, ours: ours[at] ?? Number.NaN }));
  });
}

function listMetrics({ classes, ...ofModel }: Metrics): (readonly [MetricId, number | null])[] {
  return [
    ...Object.entries(ofModel).map(([name, value]) => [{ name }, value as number | null] as const),
    ...Object.entries(classes).flatMap(([name, values]) => values.map((value, of) => [{ name, of }, value] as const)),
  ];
}
