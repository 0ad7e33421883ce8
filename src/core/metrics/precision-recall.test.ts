import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { interpolatePrecision, meanPrecision, rankAnswers, recallSteps } from './precision-recall.ts';

/** Precision at a recall, straight from the definition: the best of all thresholds that reach it. */
function bestPrecision(scores: readonly number[], own: readonly boolean[], recall: number): number | null {
  const total = own.filter(Boolean).length;
  const reached = [...new Set(scores)].flatMap((threshold) => {
    const said = own.filter((_, at) => (scores[at] ?? 0) >= threshold);
    const hits = said.filter(Boolean).length;
    return hits > 0 && hits / total >= recall - 1e-9 ? [hits / said.length] : [];
  });
  return reached.length === 0 ? null : Math.max(...reached);
}

describe('interpolated precision', () => {
  test('is the best that this recall or any greater one has, whatever scores are equal', () => {
    const answer = fc.tuple(fc.integer({ min: 0, max: 8 }), fc.boolean());
    fc.assert(
      fc.property(fc.array(answer, { minLength: 1, maxLength: 40 }), (answers) => {
        const scores = answers.map(([score]) => score / 8);
        const own = answers.map(([, isOwn]) => isOwn);
        const curve = interpolatePrecision(rankAnswers(scores, (at) => own[at] === true));
        recallSteps.forEach((recall, at) => {
          const expected = own.includes(true) ? bestPrecision(scores, own, recall) : null;
          expect(curve[at] ?? null).toEqual(expected === null ? null : expect.closeTo(expected, 12));
        });
      }),
    );
  });

  test('ends where no answer reaches the recall', () => {
    const curve = interpolatePrecision({ right: Float64Array.of(0.9, 0.8), wrong: Float64Array.of(0.85), total: 4 });
    expect(curve[0]).toBe(1);
    expect(curve[25]).toBeCloseTo(2 / 3, 12);
    expect(curve[26]).toBeNull();
  });

  test('of a class without anything to find is undefined, and stays out of the mean', () => {
    const nothing = { class: 'a', precision: interpolatePrecision({ right: new Float64Array(), wrong: Float64Array.of(1), total: 0 }) };
    const half = { class: 'b', precision: interpolatePrecision({ right: Float64Array.of(1), wrong: Float64Array.of(1), total: 1 }) };
    const never = { class: 'c', precision: interpolatePrecision({ right: Float64Array.of(1), wrong: new Float64Array(), total: 2 }) };
    expect(nothing.precision.every((value) => value === null)).toBe(true);
    expect(meanPrecision([nothing, half])[50]).toBe(0.5);
    expect(meanPrecision([nothing])[0]).toBeNull();
    expect(meanPrecision([half, never])[50]).toBe(0.25);
  });
});
