import fc from 'fast-check';
import { expect, test } from 'vitest';
import { delong } from './delong.ts';

const rows = fc.array(fc.tuple(fc.boolean(), fc.integer({ min: 0, max: 9 }), fc.integer({ min: 0, max: 9 })), {
  minLength: 4,
  maxLength: 40,
});

test('the area is the share of pairs in the right order, ties by half; swapping flips the sign', () => {
  fc.assert(
    fc.property(rows, (drawn) => {
      const [positives, negatives] = [drawn.filter(([of]) => of), drawn.filter(([of]) => !of)];
      fc.pre(positives.length > 1 && negatives.length > 1);
      const pairs = positives.flatMap(([, high]) => negatives.map(([, low]) => (high > low ? 1 : high === low ? 0.5 : 0)));
      const scores = [drawn.map(([, one]) => one), drawn.map(([, , two]) => two)] as const;
      const truth = drawn.map(([of]) => of);
      const there = delong(truth, ...scores);
      const back = delong(truth, scores[1], scores[0]);
      expect(there.auc[0]).toBeCloseTo(pairs.reduce<number>((sum, one) => sum + one, 0) / pairs.length, 12);
      expect(back.difference).toBeCloseTo(-there.difference, 12);
      expect(back.p).toBeCloseTo(there.p, 9);
    }),
  );
});

test('scores that rank alike are no difference; one class alone is undefined', () => {
  expect(delong([true, false, true, false], [4, 1, 3, 2], [40, 10, 30, 20])).toMatchObject({ difference: 0, p: 1 });
  expect(delong([true, true], [1, 2], [2, 1]).auc[0]).toBeNaN();
});
