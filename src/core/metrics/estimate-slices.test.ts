import { expect, test } from 'vitest';
import { wilsonInterval } from '../statistics/proportion-interval.ts';
import { highestOf } from './classification/score-matrix.ts';
import { createClassificationScorer } from './classification/classification-scorer.ts';
import { estimateSlices } from './estimate-slices.ts';

/** A made model of `classCount` classes that is mostly right. */
function made(images: number, classCount: number) {
  const truth = Int32Array.from({ length: images }, (_, image) => image % classCount);
  const values = new Float64Array(images * classCount);
  for (let image = 0; image < images; image++) {
    const raw = Array.from(
      { length: classCount },
      (_, of) => ((image * 7919 + of * 104_729) % 997) / 997 + (truth[image] === of ? 0.7 : 0.05),
    );
    const sum = raw.reduce((total, one) => total + one, 0);
    raw.forEach((one, of) => (values[image * classCount + of] = one / sum));
  }
  const scores = { images, classCount, values };
  return { classCount, truth, predicted: highestOf(scores), scores };
}

const columns = made(400, 3);
const [first, second] = [Int32Array.from({ length: 150 }, (_, at) => at), Int32Array.from({ length: 12 }, (_, at) => 200 + at)];

test('every metric of the model has its value on the slice alone, within its interval', () => {
  const [slice = {}] = estimateSlices(columns, [first]);
  const scorer = createClassificationScorer(columns);
  const counts = Int32Array.from({ length: 400 }, (_, image) => Number(image < 150));
  const names = Object.keys(slice);
  expect(names).toEqual(expect.arrayContaining(['accuracy', 'macro-f1', 'kappa', 'macro-roc-auc', 'log-loss', 'ece', 'top-2']));
  const expected = scorer.score(
    counts,
    names.map((name) => ({ name })),
  );
  for (const [at, name] of names.entries()) {
    const { value, low, high } = slice[name] ?? {};
    expect(value).toBeCloseTo(expected[at] ?? 0, 12);
    expect(low).toBeLessThanOrEqual(value ?? 0);
    expect(high).toBeGreaterThanOrEqual(value ?? 0);
    expect((high ?? 0) - (low ?? 0)).toBeGreaterThan(0);
  }
});

test('shares of images have the interval of Wilson', () => {
  const [slice = {}] = estimateSlices(columns, [first]);
  const right = Math.round(150 * (slice['accuracy']?.value ?? 0));
  expect(slice['accuracy']).toEqual({ value: right / 150, ...wilsonInterval(right, 150) });
  expect(slice['hamming-loss']?.low).toBeCloseTo(1 - wilsonInterval(right, 150).high, 12);
});

test('the fewer images, the wider', () => {
  const [large = {}, small = {}] = estimateSlices(columns, [first, second]);
  for (const name of ['accuracy', 'macro-f1', 'log-loss', 'macro-roc-auc']) {
    const width = ({ low, high }: { low: number | null; high: number | null } = { low: 0, high: 0 }): number => (high ?? 0) - (low ?? 0);
    expect(width(small[name])).toBeGreaterThan(width(large[name]));
  }
});

test('labels alone have the metrics by labels, the others are null', () => {
  const [slice = {}] = estimateSlices({ ...columns, scores: undefined }, [first]);
  expect(slice['kappa']?.value).not.toBeNull();
  expect(slice['log-loss']).toEqual({ value: null, low: null, high: null });
});

test('where the slices are too many to resample, values stay and intervals by the order of the scores are left out', () => {
  const large = made(3000, 60);
  const all = Int32Array.from({ length: 3000 }, (_, image) => image);
  const [slice = {}] = estimateSlices(
    large,
    Array.from({ length: 5 }, () => all),
  );
  expect(slice['macro-roc-auc']).toMatchObject({ value: expect.any(Number) as number, low: null, high: null });
  expect(slice['macro-f1']?.low).not.toBeNull();
});
