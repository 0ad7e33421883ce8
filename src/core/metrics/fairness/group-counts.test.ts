import { describe, expect, test } from 'vitest';
import { countGroups, groupImages, sumCounts } from './group-counts.ts';
import { groupMetric } from './group-metric.ts';

const answers = { truth: Uint8Array.of(1, 1, 0, 0, 1, 0), predicted: Uint8Array.of(1, 0, 1, 0, 1, 1) };

describe('groups of images', () => {
  test('by one column, sorted; an image without a value is in none', () => {
    const groups = groupImages([['b', 'a', '', 'b', 'a', 'a']]);
    expect(groups.values).toEqual([['a'], ['b']]);
    expect([...groups.ofImage]).toEqual([1, 0, -1, 1, 0, 0]);
    expect(countGroups(answers, groups)).toEqual([
      { truePositive: 1, falsePositive: 1, trueNegative: 0, falseNegative: 1 },
      { truePositive: 1, falsePositive: 0, trueNegative: 1, falseNegative: 0 },
    ]);
  });

  test('by two columns: values that look alike when joined stay apart', () => {
    const groups = groupImages([
      ['a,b', 'a'],
      ['c', 'b,c'],
    ]);
    expect(groups.values).toEqual([
      ['a', 'b,c'],
      ['a,b', 'c'],
    ]);
  });

  test('of no image', () => {
    expect(countGroups(answers, groupImages([[]]))).toEqual([]);
  });

  test('the complement of a group', () => {
    const [first, second] = countGroups(answers, groupImages([['a', 'a', 'b', 'b', 'b', 'b']]));
    expect(
      sumCounts(
        [first, second].filter((one) => one !== undefined),
        first,
      ),
    ).toEqual(second);
  });
});

describe('metrics of a group', () => {
  test('without positives have no true positive rate and no false negative rate', () => {
    const counts = { truePositive: 0, falsePositive: 11, trueNegative: 19, falseNegative: 0 };
    expect(groupMetric('true-positive-rate', counts)).toBeNaN();
    expect(groupMetric('false-negative-rate', counts)).toBeNaN();
    expect(groupMetric('false-positive-rate', counts)).toBeCloseTo(11 / 30, 12);
    expect(groupMetric('precision', counts)).toBe(0);
    expect(groupMetric('balanced-accuracy', counts)).toBeCloseTo(19 / 30, 12);
  });

  test('never selected has no precision', () => {
    expect(groupMetric('precision', { truePositive: 0, falsePositive: 0, trueNegative: 4, falseNegative: 3 })).toBeNaN();
  });

  test('of no image are undefined', () => {
    const none = { truePositive: 0, falsePositive: 0, trueNegative: 0, falseNegative: 0 };
    expect(groupMetric('accuracy', none)).toBeNaN();
    expect(groupMetric('balanced-accuracy', none)).toBeNaN();
  });
});
