import { expect, test } from 'vitest';
import { mcnemarChiSquared, mcnemarExact, mcnemarMidP } from './mcnemar.ts';

test('without discordant images nothing is doubted, in any form', () => {
  expect([mcnemarMidP(0, 0), mcnemarExact(0, 0).p, mcnemarChiSquared(0, 0, true).p, mcnemarChiSquared(0, 0, false).p]).toEqual([
    1, 1, 1, 1,
  ]);
});

test('tiny p-values keep their digits', () => {
  expect(mcnemarMidP(0, 300) / 0.5 ** 300).toBeCloseTo(1, 9);
  expect(mcnemarExact(0, 300).p / 0.5 ** 299).toBeCloseTo(1, 9);
});
