import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Judged, judged } from '../../../test/support/judged.ts';
import type { Gate } from '../spec/spec.ts';
import { type CompareOptions, compareEvaluations } from './compare-evaluations.ts';
import { judge, type Verdict } from './comparison.ts';

const options: CompareOptions = { primary: { metric: 'accuracy', margin: 0.005 }, gates: [], metrics: [] };

/** Two models on `images` images of two classes: so many are right only with base, only with head, with neither. */
function models(images: number, onlyBase: number, onlyHead: number, neither = 0) {
  const rows = Array.from({ length: images }, (_, at) => {
    const truth = at % 2 === 0 ? 'a' : 'b';
    const wrong = truth === 'a' ? 'b' : 'a';
    const base = at < onlyBase || at >= onlyBase + onlyHead + neither;
    const head = at < onlyBase ? false : at < onlyBase + onlyHead || at >= onlyBase + onlyHead + neither;
    const metadata = { half: at < images / 2 ? 'first' : 'second' };
    const side = (right: boolean, confidence: number): Judged => ({ truth, predicted: right ? truth : wrong, confidence, metadata });
    return { base: side(base, 0.8), head: side(head, 0.9) };
  });
  return {
    base: judged(
      rows.map(({ base }) => base),
      ['half'],
    ),
    head: judged(
      rows.map(({ head }) => head),
      ['half'],
    ),
  };
}

const pairs = fc
  .tuple(
    fc.integer({ min: 0, max: 40 }),
    fc.integer({ min: 0, max: 40 }),
    fc.integer({ min: 0, max: 20 }),
    fc.integer({ min: 1, max: 300 }),
  )
  .map(([onlyBase, onlyHead, neither, both]) => models(onlyBase + onlyHead + neither + both, onlyBase, onlyHead, neither));

const opposite: Readonly<Record<Verdict, Verdict>> = {
  better: 'worse',
  worse: 'better',
  equivalent: 'equivalent',
  'cannot-tell': 'cannot-tell',
};

describe('the verdict', () => {
  test.each([
    [3000, 40, 110, 'better'],
    [3000, 110, 40, 'worse'],
    [3000, 30, 45, 'cannot-tell'],
    [3000, 2, 3, 'equivalent'],
    [20, 0, 0, 'cannot-tell'],
    [3000, 0, 0, 'equivalent'],
  ] as const)('of %i images, %i right only before and %i only now: %s', (images, onlyBase, onlyHead, verdict) => {
    const { base, head } = models(images, onlyBase, onlyHead);
    expect(compareEvaluations(base, head, options).verdict).toBe(verdict);
  });

  test.each([
    ['accuracy', 12],
    ['macro-f1', 6],
  ] as const)('by %s is mirrored when the models are swapped', (metric, numRuns) => {
    fc.assert(
      fc.property(pairs, ({ base, head }) => {
        const primary = { metric, margin: 0.005 };
        const there = compareEvaluations(base, head, { primary, gates: [], metrics: [] });
        const back = compareEvaluations(head, base, { primary, gates: [], metrics: [] });
        expect(back.verdict).toBe(opposite[there.verdict]);
        expect(back.primary.difference).toBeCloseTo(-(there.primary.difference ?? Number.NaN), 12);
        expect(back.primary.low).toBeCloseTo(-(there.primary.high ?? Number.NaN), 12);
        expect(back.moreImages).toBe(there.moreImages);
        expect(back.slices.map(({ verdict }) => verdict)).toEqual(there.slices.map(({ verdict }) => opposite[verdict]));
      }),
      { numRuns },
    );
  });

  test('by a loss the lower model is better', () => {
    const primary = { metric: 'log-loss', margin: 0.01 };
    const { base, head } = models(1000, 20, 120, 20);
    const there = compareEvaluations(base, head, { primary, gates: [{ metric: 'log-loss', require: 'better' }], metrics: [] });
    expect(there).toMatchObject({ verdict: 'better', gates: [{ outcome: 'pass' }] });
    expect(there.primary.high).toBeLessThan(0);
    expect(compareEvaluations(head, base, { primary, gates: [], metrics: [] }).verdict).toBe('worse');
    expect(compareEvaluations(base, base, { primary, gates: [], metrics: [] })).toMatchObject({
      verdict: 'equivalent',
      primary: { low: 0, high: 0 },
    });
  });

  test('never contradicts its interval, nor the test', () => {
    fc.assert(
      fc.property(pairs, ({ base, head }) => {
        const { verdict, primary, discordance, moreImages, margin } = compareEvaluations(base, head, options);
        expect(verdict).toBe(judge(primary, margin));
        expect(verdict === 'better' || verdict === 'worse').toBe(discordance.p < 0.05 && verdict !== 'equivalent');
        expect(moreImages === null).toBe(verdict !== 'cannot-tell');
      }),
      { numRuns: 15 },
    );
  });

  test('identical models are equivalent, however small the test set; the difference is exactly zero', () => {
    const { head } = models(20, 3, 2);
    const comparison = compareEvaluations(head, head, { ...options, gates: [{ metric: 'accuracy', require: 'not-worse' }] });
    expect(comparison).toMatchObject({
      verdict: 'equivalent',
      identical: true,
      primary: { difference: 0, low: 0, high: 0 },
      discordance: { p: 1 },
    });
    expect(comparison.gates[0]?.outcome).toBe('pass');
  });

  test('by macro F1 few changed answers are no proof, and none are none', () => {
    const primary = { metric: 'macro-f1', margin: 0.005 } as const;
    const verdictOf = ({ base, head }: ReturnType<typeof models>): Verdict =>
      compareEvaluations(base, head, { primary, gates: [], metrics: [] }).verdict;
    expect(verdictOf(models(1000, 0, 6))).toBe('cannot-tell');
    expect(verdictOf(models(20, 0, 0))).toBe('cannot-tell');
    expect(verdictOf(models(3000, 0, 0))).toBe('equivalent');
    expect(verdictOf(models(3000, 40, 110))).toBe('better');
  });

  test('the images that are missing are enough: that many more of the same kind do tell', () => {
    const few = models(400, 6, 10);
    const { verdict, moreImages } = compareEvaluations(few.base, few.head, options);
    expect(verdict).toBe('cannot-tell');
    const factor = (400 + (moreImages ?? 0)) / 400;
    const many = models(Math.round(400 * factor), Math.round(6 * factor), Math.round(10 * factor));
    expect(compareEvaluations(many.base, many.head, options).verdict).toBe('better');
  });

  test('without discordant images, the missing images bring the interval within the margin', () => {
    const few = models(50, 0, 0);
    const { moreImages } = compareEvaluations(few.base, few.head, options);
    const enough = models(50 + (moreImages ?? 0), 0, 0);
    expect(compareEvaluations(enough.base, enough.head, options).verdict).toBe('equivalent');
    const short = models(49 + (moreImages ?? 0), 0, 0);
    expect(compareEvaluations(short.base, short.head, options).verdict).toBe('cannot-tell');
  });
});

test('slices: one real change among twenty quiet ones is found, the quiet ones are not', () => {
  const rows = Array.from({ length: 21 * 200 }, (_, at) => {
    const slice = at % 21;
    const flips = (at / 21) % 40 < 1;
    const head = slice === 7 ? true : !(flips && Math.floor(at / (21 * 40)) % 2 === 0);
    const base = slice === 7 ? Math.floor(at / 21) % 8 !== 0 : !(flips && Math.floor(at / (21 * 40)) % 2 === 1);
    const side = (right: boolean): Judged => ({ truth: 'a', predicted: right ? 'a' : 'b', metadata: { camera: `c${slice}` } });
    return { base: side(base), head: side(head) };
  });
  const { slices } = compareEvaluations(
    judged(
      rows.map(({ base }) => base),
      ['camera'],
    ),
    judged(
      rows.map(({ head }) => head),
      ['camera'],
    ),
    options,
  );
  expect(slices.filter(({ verdict }) => verdict === 'better' || verdict === 'worse').map(({ value }) => value)).toEqual(['c7']);
});

function check(gate: Gate, images: number, onlyBase: number, onlyHead: number, neither = 0) {
  const { base, head } = models(images, onlyBase, onlyHead, neither);
  return compareEvaluations(base, head, { ...options, gates: [gate] }).gates[0];
}

describe('on another test set', () => {
  /** Two models on their own images; `shared` of them are in both. */
  function samples(images: number, baseWrong: number, headWrong: number, shared: number) {
    const side = (first: number, wrong: number): Judged[] =>
      Array.from({ length: images }, (_, at) => ({
        image: `img/${first + at}`,
        truth: 'a',
        predicted: at % Math.round(images / wrong) === 0 ? 'b' : 'a',
        metadata: { half: at < images / 2 ? 'first' : 'second' },
      }));
    return { base: judged(side(0, baseWrong), ['half']), head: judged(side(images - shared, headWrong), ['half']) };
  }

  test('both sides count with all of their images, and what is common shows what flipped', () => {
    const { base, head } = samples(2000, 200, 100, 500);
    const comparison = compareEvaluations(base, head, options);
    expect(comparison).toMatchObject({
      verdict: 'better',
      testSetChange: {
        baseImages: 2000,
        headImages: 2000,
        onlyInBase: 1500,
        onlyInHead: 1500,
        relabelled: 0,
        skippedByBase: 0,
        skippedByHead: 0,
      },
      primary: { base: 0.9, head: 0.95 },
    });
    const { onlyBaseRight, onlyHeadRight } = comparison.discordance;
    expect(onlyHeadRight + onlyBaseRight).toBeLessThanOrEqual(75);
    expect(comparison.slices.map(({ images }) => images)).toEqual([1000, 1000]);
  });

  test('the interval is wider than on the same images', () => {
    const { base, head } = samples(1000, 100, 50, 0);
    const unpaired = compareEvaluations(base, head, options).primary;
    const { base: one, head: other } = models(1000, 0, 50, 50);
    const paired = compareEvaluations(one, other, options).primary;
    expect((unpaired.high ?? 0) - (unpaired.low ?? 0)).toBeGreaterThan((paired.high ?? 0) - (paired.low ?? 0));
  });

  test.each([
    ['accuracy', 12],
    ['macro-f1', 2],
  ] as const)('by %s the interval is mirrored when the models are swapped', (metric, digits) => {
    const { base, head } = samples(1000, 100, 50, 0);
    const there = compareEvaluations(base, head, { primary: { metric, margin: 0.005 }, gates: [], metrics: [] }).primary;
    const back = compareEvaluations(head, base, { primary: { metric, margin: 0.005 }, gates: [], metrics: [] }).primary;
    expect(back.low).toBeCloseTo(-(there.high ?? 0), digits);
    expect(back.high).toBeCloseTo(-(there.low ?? 0), digits);
  });

  test('gates go on, each on its own images', () => {
    const { base, head } = samples(2000, 200, 100, 500);
    const gates: Gate[] = [
      { metric: 'accuracy', require: 'better' },
      { metric: 'accuracy', slice: 'half=first', require: 'at-least', value: 0.9 },
      { metric: 'accuracy', require: 'at-most', value: 0.9 },
    ];
    const { gates: results } = compareEvaluations(base, head, { ...options, gates });
    expect(results.map(({ outcome }) => outcome)).toEqual(['pass', 'pass', 'fail']);
  });
});

test('a copy of the test set shrinks the interval by the square root of two', () => {
  const widthOf = (times: number, metric: 'accuracy' | 'macro-f1'): number => {
    const { base, head } = models(1500 * times, 60 * times, 90 * times, 100 * times);
    const { low, high } = compareEvaluations(base, head, { primary: { metric, margin: 0.005 }, gates: [], metrics: [] }).primary;
    return (high ?? 0) - (low ?? 0);
  };
  for (const metric of ['accuracy', 'macro-f1'] as const) {
    expect(widthOf(1, metric) / widthOf(2, metric) / Math.SQRT2).toBeGreaterThan(0.95);
    expect(widthOf(1, metric) / widthOf(2, metric) / Math.SQRT2).toBeLessThan(1.05);
  }
});

test('the order of the images and the names of the classes change nothing', () => {
  const rows = Array.from({ length: 300 }, (_, at) => ({
    truth: 'abc'[at % 3] ?? '',
    base: 'abc'[((at * 7) % 11) % 3] ?? '',
    head: 'abc'[((at * 5) % 7) % 3] ?? '',
  }));
  const compareNamed = (names: string, order: readonly number[]) => {
    const side = (of: 'base' | 'head') => {
      const nameOf = (letter: string): string => names['abc'.indexOf(letter)] ?? '';
      return judged(order.map((at) => ({ image: `${at}`, truth: nameOf(rows[at]?.truth ?? ''), predicted: nameOf(rows[at]?.[of] ?? '') })));
    };
    return compareEvaluations(side('base'), side('head'), { primary: { metric: 'macro-f1', margin: 0.005 }, gates: [], metrics: [] });
  };
  const order = rows.map((_, at) => at);
  const plain = compareNamed('abc', order);
  expect(compareNamed('abc', order.toReversed())).toEqual(plain);
  expect(compareNamed('cab', order).primary.low).toBeCloseTo(plain.primary.low ?? 0, 12);
});

describe('gates', () => {
  test.each([
    ['not-worse', 3000, 40, 110, 'pass'],
    ['not-worse', 3000, 110, 40, 'fail'],
    ['not-worse', 300, 6, 4, 'cannot-tell'],
    ['better', 3000, 40, 110, 'pass'],
    ['better', 3000, 2, 3, 'fail'],
    ['better', 300, 4, 6, 'cannot-tell'],
  ] as const)('%s: of %i images %i broken and %i fixed: %s', (require, images, onlyBase, onlyHead, outcome) => {
    expect(check({ metric: 'accuracy', require }, images, onlyBase, onlyHead)?.outcome).toBe(outcome);
  });

  test.each([
    ['accuracy', undefined, 0.9, 'pass'],
    ['accuracy', undefined, 0.97, 'fail'],
    ['accuracy', undefined, 0.95, 'cannot-tell'],
    ['recall', 'a', 0.9, 'pass'],
    ['precision', 'b', 0.99, 'fail'],
    ['f1', 'a', 0.95, 'cannot-tell'],
    ['macro-f1', undefined, 0.9, 'pass'],
    ['balanced-accuracy', undefined, 0.9, 'pass'],
    ['kappa', undefined, 0.95, 'fail'],
    ['roc-auc', 'a', 0.99, 'fail'],
    ['macro-roc-auc', undefined, 0.9, 'pass'],
  ] as const)('%s of %s at least %f: %s', (metric, of, value, outcome) => {
    const gate: Gate = { metric, require: 'at-least', value, ...(of === undefined ? {} : { class: of }) };
    expect(check(gate, 2000, 50, 0, 50)?.outcome).toBe(outcome);
  });

  test('a metric that needs scores is closed without them, on either side', () => {
    const { base, head } = models(200, 5, 5);
    const { scores: _, ...labels } = head.rows;
    const gate: Gate = { metric: 'log-loss', require: 'not-worse' };
    for (const [one, other, side] of [
      [base, { ...head, rows: labels }, 'head'],
      [{ ...base, rows: labels }, head, 'base'],
    ] as const) {
      const [result] = compareEvaluations(one, other, { ...options, gates: [gate] }).gates;
      expect(result).toMatchObject({ outcome: 'fail', reason: expect.stringContaining(`${side} has labels only`) as string });
    }
  });

  test('on a slice only its images count', () => {
    expect(check({ metric: 'accuracy', slice: 'half=first', require: 'not-worse' }, 2000, 100, 0)?.outcome).toBe('fail');
    expect(check({ metric: 'accuracy', slice: 'half=second', require: 'not-worse' }, 2000, 100, 0)?.outcome).toBe('pass');
  });

  test.each([
    ['a slice', { metric: 'accuracy', slice: 'half=third', require: 'not-worse' }],
    ['a slice by itself', { metric: 'macro-f1', slice: 'half=third', require: 'at-most', value: 0.5 }],
    ['a class', { metric: 'recall', class: 'zebra', require: 'at-least', value: 0.5 }],
  ] as const)('%s that has no image closes the gate, and says so', (_, gate) => {
    expect(check(gate, 100, 1, 1)).toMatchObject({ outcome: 'fail', reason: expect.stringContaining('the gate is closed') as string });
  });
});
