import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { differenceOf, groupMaximum, groupMinimum, ratioOf } from './disparity.ts';
import { equalizedOddsDifference, equalizedOddsRatio } from './equalized-odds.ts';

type Values = Readonly<Record<string, number>>;

interface Expected extends Readonly<Record<string, unknown>> {
  readonly overall: Values;
  readonly by_group: Readonly<Record<string, Values>>;
}

const folder = new URL('../../../../test/fixtures/reference/06_fairness/', import.meta.url);
const cases = readdirSync(folder).filter((name) => existsSync(new URL(`${name}/expected.json`, folder)));

/** The case's values by group are fairlearn's, with 0 for what is undefined, so that its disparities must come out to the last one. */
describe.each(cases)('fairlearn, %s', (name) => {
  const expected = JSON.parse(readFileSync(new URL(`${name}/expected.json`, folder), 'utf8')) as Expected;
  const column = (metric: string): number[] => Object.values(expected.by_group).map((values) => values[metric] ?? Number.NaN);
  const overall = (metric: string): number => expected.overall[metric] ?? Number.NaN;

  test.each([
    ['difference_between_groups', (metric: string) => differenceOf(column(metric), 'between-groups', overall(metric))],
    ['difference_to_overall', (metric: string) => differenceOf(column(metric), 'to-overall', overall(metric))],
    ['ratio_between_groups', (metric: string) => ratioOf(column(metric), 'between-groups', overall(metric))],
    ['ratio_to_overall', (metric: string) => ratioOf(column(metric), 'to-overall', overall(metric))],
    ['group_min', (metric: string) => groupMinimum(column(metric))],
    ['group_max', (metric: string) => groupMaximum(column(metric))],
  ])('%s', (key, ours) => {
    for (const [metric, value] of Object.entries(expected[key] as Values)) {
      expect(ours(metric)).toBeCloseTo(value, 12);
    }
  });

  test('equalized odds', () => {
    const odds = {
      truePositiveRates: column('tpr'),
      falsePositiveRates: column('fpr'),
      overall: { truePositiveRate: overall('tpr'), falsePositiveRate: overall('fpr') },
    };
    expect(equalizedOddsDifference(odds, 'between-groups')).toBeCloseTo(expected['equalized_odds_difference/between_groups'] as number, 12);
    expect(equalizedOddsDifference(odds, 'to-overall')).toBeCloseTo(expected['equalized_odds_difference/to_overall'] as number, 12);
    expect(equalizedOddsRatio(odds, 'between-groups')).toBeCloseTo(expected['equalized_odds_ratio/between_groups'] as number, 12);
    expect(equalizedOddsRatio(odds, 'to-overall')).toBeCloseTo(expected['equalized_odds_ratio/to_overall'] as number, 12);
    expect(equalizedOddsDifference(odds, 'between-groups', 'mean')).toBeCloseTo(
      expected['equalized_odds_difference/agg=mean'] as number,
      12,
    );
    expect(equalizedOddsRatio(odds, 'between-groups', 'mean')).toBeCloseTo(expected['equalized_odds_ratio/agg=mean'] as number, 12);
  });
});

describe('undefined groups', () => {
  test('are left out, and one that is left has nothing to be held against', () => {
    expect(differenceOf([0.9, Number.NaN, 0.7], 'between-groups', 0.8)).toBeCloseTo(0.2, 12);
    expect(differenceOf([0.9, Number.NaN], 'between-groups', 0.9)).toBeNaN();
    expect(ratioOf([0.9, Number.NaN], 'to-overall', 0.9)).toBeNaN();
    expect(differenceOf([0.9], 'between-groups', 0.9)).toBe(0);
    expect(ratioOf([0.9], 'between-groups', 0.9)).toBe(1);
    expect(groupMinimum([Number.NaN])).toBeNaN();
    expect(groupMaximum([])).toBeNaN();
  });

  test('equalized odds need both rates in two groups; a rate that is 0 everywhere sets none apart', () => {
    const overall = { truePositiveRate: 0.5, falsePositiveRate: 0 };
    const odds = { truePositiveRates: [0.5, Number.NaN], falsePositiveRates: [0.1, 0.2], overall };
    expect(equalizedOddsDifference(odds, 'between-groups')).toBeNaN();
    expect(equalizedOddsRatio(odds, 'between-groups')).toBeNaN();
    const clean = { truePositiveRates: [0.4, 0.8], falsePositiveRates: [0, 0], overall };
    expect(equalizedOddsDifference(clean, 'between-groups')).toBe(0.4);
    expect(equalizedOddsRatio(clean, 'between-groups')).toBe(0.5);
  });
});
