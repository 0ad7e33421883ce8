import { describe, expect, test } from 'vitest';
import { randomStream } from '../../training/random.ts';
import { compareScored } from '../compare-scored.ts';
import type { ClassPixels } from '../segmentation/count-image.ts';
import { evaluateMasks } from '../segmentation/evaluate-masks.ts';

const pixels = 10_000;

/** Counts of an image of two classes: the second is 100 x its number of pixels, of which `missed` were taken for the first. */
function countsOf(image: number, missed: number): ClassPixels[] {
  const own = 100 * (1 + (image % 20));
  const wrong = Math.round(own * missed);
  const boundary = { truthBoundary: 50, truthMatched: 40, predictedBoundary: 50, predictedMatched: 40 };
  return [
    { of: 0, truth: pixels - own, predicted: pixels - own + wrong, both: pixels - own, ...boundary },
    { of: 1, truth: own, predicted: own - wrong, both: own - wrong, ...boundary },
  ];
}

function judge(images: number, missed: (image: number) => number) {
  const counted = Array.from({ length: images }, (_, at) => {
    const counts = countsOf(at, missed(at));
    return { image: `${at}.png`, counts, truthDigest: String(at), answerDigest: JSON.stringify(counts), measured: {} };
  });
  return evaluateMasks(counted, ['field', 'road'], []);
}

const asked = { primary: { metric: 'miou', margin: 0.005 }, gates: [] };

describe('two models of semantic segmentation', () => {
  test('of which one is better on each image differ, though each image adds another part', () => {
    const random = randomStream(1);
    const noise = Array.from({ length: 40 }, () => random.uniform() ** 3);
    const { verdict, primary } = compareScored(
      judge(40, (at) => 0.2 + 0.3 * (noise[at] ?? 0)),
      judge(40, (at) => 0.1 * (noise[at] ?? 0)),
      asked,
    );
    expect(verdict).toBe('better');
    expect(primary.low).toBeGreaterThan(0);
  });

  test('of which one is better on three images alone can not be told apart', () => {
    const { verdict, primary } = compareScored(
      judge(40, (at) => (at < 3 ? 0.9 : 0.1)),
      judge(40, () => 0.1),
      asked,
    );
    expect(verdict).toBe('cannot-tell');
    expect(primary.low).toBeLessThan(0);
  });
});
