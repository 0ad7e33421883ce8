import { type DisparityMethod, differenceOf, ratioOf } from './disparity.ts';

/** The true and the false positive rate of each group, and of all together. */
export interface Odds {
  readonly truePositiveRates: readonly number[];
  readonly falsePositiveRates: readonly number[];
  readonly overall: { readonly truePositiveRate: number; readonly falsePositiveRate: number };
}

/** Of the two rates, the one in which groups are further apart, or both evenly. */
export type OddsAggregation = 'worst-case' | 'mean';

/** The difference in both rates; NaN where groups can't be compared in one of them. */
export function equalizedOddsDifference(odds: Odds, method: DisparityMethod, aggregation: OddsAggregation = 'worst-case'): number {
  const differences = both(odds, method, differenceOf);
  return aggregation === 'mean' ? mean(differences) : Math.max(...differences);
}

/** The ratio in both rates; a rate that is 0 in all groups has no ratio, sets none apart, and leaves it to the other one. */
export function equalizedOddsRatio(odds: Odds, method: DisparityMethod, aggregation: OddsAggregation = 'worst-case'): number {
  const isKnown = both(odds, method, differenceOf).every((difference) => !Number.isNaN(difference));
  const ratios = both(odds, method, ratioOf).filter((ratio) => !Number.isNaN(ratio));
  if (!isKnown || ratios.length === 0) {
    return Number.NaN;
  }
  return aggregation === 'mean' ? mean(ratios) : Math.min(...ratios);
}

type Disparity = (values: readonly number[], method: DisparityMethod, overall: number) => number;

function both({ truePositiveRates, falsePositiveRates, overall }: Odds, method: DisparityMethod, disparity: Disparity): number[] {
  return [disparity(truePositiveRates, method, overall.truePositiveRate), disparity(falsePositiveRates, method, overall.falsePositiveRate)];
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
