import { describe, expect, test } from 'vitest';
import { judged } from '../../../test/support/judged.ts';
import { compareEvaluations } from './compare-evaluations.ts';
import { judge } from './comparison.ts';
import { affordableResamples, budgets } from './resample-budget.ts';
import { createClassifierPair, measureMetric, measureMetrics } from './measure-classification.ts';
import { pairEvaluations } from './pair-evaluations.ts';

/** A model of three classes that is wrong on each `every`th image, the more certain the more it is right. */
function model(images: number, every: number, first = 0) {
  const names = ['a', 'b', 'c'];
  return judged(
    Array.from({ length: images }, (_, at) => {
      const isWrong = (at * 7) % every === 0;
      const truth = names[at % 3] ?? '';
      const noise = ((at * 7919) % 97) / 400;
      return {
        truth,
        predicted: isWrong ? (names[(at + 1) % 3] ?? '') : truth,
        confidence: (isWrong ? 0.5 : 0.65) + noise,
        image: `i/${first + at}`,
      };
    }),
  );
}

const [base, head] = [model(600, 6), model(600, 25)];
const two = createClassifierPair(pairEvaluations(base, head));
const all = two.pairs.all;

/** A model of two classes on 1,000 images. */
function modelThatKnows(what: 'nothing' | 'all' | 'the opposite') {
  return judged(
    Array.from({ length: 1000 }, (_, at) => ({
      truth: at % 2 === 0 ? 'a' : 'b',
      predicted: what === 'nothing' || (at % 2 === 0) === (what === 'all') ? 'a' : 'b',
    })),
  );
}

function differenceOf(name: string, of?: number) {
  const measured = measureMetric(two, all, { name, ...(of === undefined ? {} : { of }) });
  if ('why' in measured) {
    throw new Error(measured.why);
  }
  return measured;
}

describe('an area under the ROC curve of a class', () => {
  test('is that of the scorer, its interval holds it, and is about as wide as the bootstrap of the mean over classes', () => {
    const { difference, head: own } = differenceOf('roc-auc', 0);
    expect(difference.head).toBeCloseTo(head.scored?.rocAuc[0] ?? 0, 12);
    expect(difference.base).toBeCloseTo(base.scored?.rocAuc[0] ?? 0, 12);
    expect(difference.low).toBeLessThan(difference.difference ?? 0);
    expect(difference.high).toBeGreaterThan(difference.difference ?? 0);
    expect(own?.low).toBeLessThan(own?.value ?? 0);
    expect(own?.high).toBeLessThanOrEqual(1);
    const mean = differenceOf('macro-roc-auc').difference;
    const ratio = ((difference.high ?? 0) - (difference.low ?? 0)) / ((mean.high ?? 0) - (mean.low ?? 0));
    expect(ratio).toBeGreaterThan(0.7);
    expect(ratio).toBeLessThan(2.5);
  });

  test('of two perfect rankings is not known to be the same of all images', () => {
    const perfect = (confidence: number) =>
      judged(
        Array.from({ length: 60 }, (_, at) => ({
          truth: at % 2 === 0 ? 'a' : 'b',
          predicted: at % 2 === 0 ? 'a' : 'b',
          confidence: confidence - at / 1000,
        })),
      );
    const pair = createClassifierPair(pairEvaluations(perfect(0.9), perfect(0.95)));
    for (const metric of [{ name: 'roc-auc', of: 1 }, { name: 'macro-roc-auc' }, { name: 'macro-average-precision' }]) {
      const measured = measureMetric(pair, pair.pairs.all, metric);
      expect(measured).toMatchObject({ difference: { base: 1, head: 1, difference: 0 } });
      expect('why' in measured ? 0 : measured.difference.low).toBeLessThan(-0.02);
      expect('why' in measured ? 1 : measured.head?.low).toBeLessThan(0.98);
    }
  });

  test.each([
    ['nothing', 'all', 'better'],
    ['all', 'nothing', 'worse'],
    ['the opposite', 'all', 'better'],
    ['all', 'the opposite', 'worse'],
  ] as const)('from a model that knows %s to one that knows %s is %s, though all images speak alike', (before, now, verdict) => {
    const pair = createClassifierPair(pairEvaluations(modelThatKnows(before), modelThatKnows(now)));
    const measured = measureMetric(pair, pair.pairs.all, { name: 'roc-auc', of: 0 });
    expect('why' in measured ? measured : judge(measured.difference, 0.005)).toBe(verdict);
  });

  test('on another test set has a wider interval', () => {
    const apart = createClassifierPair(pairEvaluations(model(600, 9, 10_000), head));
    const measured = measureMetric(apart, apart.pairs.all, { name: 'roc-auc', of: 0 });
    const paired = differenceOf('roc-auc', 0).difference;
    const width = 'why' in measured ? 0 : (measured.difference.high ?? 0) - (measured.difference.low ?? 0);
    expect(width).toBeGreaterThan((paired.high ?? 0) - (paired.low ?? 0));
  });
});

test('swapping two test sets mirrors the interval of a metric that is bootstrapped', () => {
  const other = model(500, 9, 10_000);
  const [there, back] = [pairEvaluations(other, head), pairEvaluations(head, other)].map((pairs) => {
    const measured = measureMetric(createClassifierPair(pairs), pairs.all, { name: 'macro-f1' });
    return 'why' in measured ? undefined : measured.difference;
  });
  expect(there?.low).toBeCloseTo(-(back?.high ?? 0), 9);
  expect(there?.high).toBeCloseTo(-(back?.low ?? 0), 9);
});

test('hamming loss is what accuracy lacks, interval and all', () => {
  const [loss, accuracy] = [differenceOf('hamming-loss'), differenceOf('accuracy')];
  expect(loss.difference.low).toBeCloseTo(-(accuracy.difference.high ?? 0), 12);
  expect(loss.head?.high).toBeCloseTo(1 - (accuracy.head?.low ?? 0), 12);
});

test('a metric that was measured with others is the same as alone', () => {
  const metrics = [{ name: 'kappa' }, { name: 'macro-f1' }, { name: 'precision', of: 2 }, { name: 'ece' }];
  const together = measureMetrics(two, all, metrics);
  metrics.forEach((metric, at) => expect(together[at]).toEqual(measureMetric(two, all, metric)));
});

describe('the metrics of a comparison', () => {
  test('are all that both have, each with the verdict of its interval', () => {
    const { metrics, accuracy, macroF1 } = compareEvaluations(base, head, { primary: { metric: 'accuracy', margin: 0.005 }, gates: [] });
    expect(Object.keys(metrics)).toEqual(Object.keys(head.metrics ?? {}));
    expect(metrics['accuracy']).toMatchObject(accuracy);
    expect(metrics['macro-f1']).toMatchObject(macroF1);
    expect(metrics['log-loss']).toMatchObject({ verdict: 'better', head: head.metrics?.['log-loss'] ?? 0 });
    expect(metrics['log-loss']?.high).toBeLessThan(0);
  });

  test('of labels alone are those by labels', () => {
    const { scores: _, ...rows } = head.rows;
    const { metrics } = compareEvaluations(base, { ...head, rows }, { primary: { metric: 'accuracy', margin: 0.005 }, gates: [] });
    expect(metrics).toHaveProperty('kappa');
    expect(metrics).not.toHaveProperty('log-loss');
  });
});

test('a large test set gets fewer resamples, and a very large one none of metrics by order', () => {
  const sized = (images: number, classCount: number) => {
    const side = { classCount, truth: new Int32Array(images), predicted: new Int32Array(images), scores: undefined };
    return { ...two.pairs, base: side, head: side };
  };
  expect(affordableResamples(sized(3000, 10), 6000, true, budgets.besides)).toBe(2000);
  expect(affordableResamples(sized(10_000, 10), 20_000, true, budgets.besides)).toBeLessThan(2000);
  expect(affordableResamples(sized(50_000, 1000), 100_000, true, budgets.besides)).toBe(0);
  expect(affordableResamples(sized(50_000, 1000), 100_000, false, budgets.asked)).toBeGreaterThan(1000);
});
