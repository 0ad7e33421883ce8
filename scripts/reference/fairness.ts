import { type DisparityMethod, differenceOf, groupMaximum, groupMinimum, ratioOf } from '../../src/core/metrics/fairness/disparity.ts';
import { type Odds, equalizedOddsDifference, equalizedOddsRatio } from '../../src/core/metrics/fairness/equalized-odds.ts';
import {
  type BinaryAnswers,
  type BinaryCounts,
  countGroups,
  groupImages,
  sumCounts,
} from '../../src/core/metrics/fairness/group-counts.ts';
import { type GroupMetricId, groupMetric } from '../../src/core/metrics/fairness/group-metric.ts';
import { wilsonInterval } from '../../src/core/statistics/proportion-interval.ts';
import type { ReferenceCase, ReferenceKind } from './case.ts';

const header = /^y_true,y_pred,group\b/;

/** Metrics by group and the disparities of fairlearn. */
export const fairness: ReferenceKind = {
  name: 'fairness',
  matches: (one) => one.inputs.includes('data.csv') && header.test(one.text('data.csv')),
  answer: (one) => answerFairness(readTable(one.text('data.csv'))),
  exceptions: [
    {
      path: /(^|\.)(tpr|fnr|(equalized_odds|equal_opportunity)_(difference|ratio)\/[^.]*)$/,
      when: (one) => someGroup(one, ({ truePositive, falseNegative }) => truePositive + falseNegative === 0),
      reason: 'a group has no positives: fairlearn takes both of its rates for 0, ours are undefined and left out of disparities',
    },
    {
      path: /(^|\.)(fpr|tnr|equalized_odds_(difference|ratio)\/[^.]*)$/,
      when: (one) => someGroup(one, ({ trueNegative, falsePositive }) => trueNegative + falsePositive === 0),
      reason: 'a group has no negatives: fairlearn takes both of its rates for 0, ours are undefined and left out of disparities',
    },
  ],
};

interface Table extends BinaryAnswers {
  /** Columns of groups: the sensitive one, and the control where the case has one. */
  readonly columns: readonly (readonly string[])[];
}

function readTable(text: string): Table {
  const [, ...rows] = text
    .trim()
    .split(/\r?\n/)
    .map((line) => line.split(','));
  const column = (at: number): string[] => rows.map((row) => row[at] ?? '');
  const columns = (rows[0] ?? []).slice(2).map((_, at) => column(2 + at));
  return { truth: Uint8Array.from(column(0), Number), predicted: Uint8Array.from(column(1), Number), columns };
}

function countsBy(table: Table, columns: readonly (readonly string[])[]): Map<string, BinaryCounts> {
  const groups = groupImages(columns);
  return new Map(countGroups(table, groups).map((counts, group) => [(groups.values[group] ?? []).join('|'), counts]));
}

function someGroup(one: ReferenceCase, lacks: (counts: BinaryCounts) => boolean): boolean {
  const table = readTable(one.text('data.csv'));
  return [...countsBy(table, table.columns.slice(0, 1)).values()].some(lacks);
}

/** fairlearn's names of metrics. */
const metrics = {
  accuracy: 'accuracy',
  selection_rate: 'selection-rate',
  tpr: 'true-positive-rate',
  fpr: 'false-positive-rate',
  fnr: 'false-negative-rate',
  tnr: 'true-negative-rate',
  precision: 'precision',
  balanced_accuracy: 'balanced-accuracy',
  mean_prediction: 'selection-rate',
} as const satisfies Record<string, GroupMetricId>;

type Values = Readonly<Record<string, number>>;

/** The metrics of a group under fairlearn's names; precision of a group that was never selected is 0 by the call's `zero_division`. */
function valuesOf(counts: BinaryCounts): Values {
  const { truePositive, falsePositive, trueNegative, falseNegative } = counts;
  const values = Object.entries(metrics).map(([name, metric]) => [name, groupMetric(metric, counts)] as const);
  const count = truePositive + falsePositive + trueNegative + falseNegative;
  const unselected = truePositive + falsePositive === 0 ? { precision: 0 } : {};
  return { count, ...Object.fromEntries(values), ...unselected };
}

function byMetric(groups: readonly Values[], of: (values: readonly number[], name: string) => number): Values {
  return Object.fromEntries(
    Object.keys(groups[0] ?? {}).map((name) => [
      name,
      of(
        groups.map((group) => group[name] ?? Number.NaN),
        name,
      ),
    ]),
  );
}

function answerFairness(table: Table): unknown {
  const groups = countsBy(table, table.columns.slice(0, 1));
  const all = [...groups.values()];
  const overall = valuesOf(sumCounts(all));
  const values = all.map(valuesOf);
  const apart = (disparity: typeof differenceOf, method: DisparityMethod): Values =>
    byMetric(values, (column, name) => disparity(column, method, overall[name] ?? Number.NaN));
  return {
    overall,
    by_group: Object.fromEntries([...groups].map(([name, counts]) => [name, valuesOf(counts)])),
    difference_between_groups: apart(differenceOf, 'between-groups'),
    ratio_between_groups: apart(ratioOf, 'between-groups'),
    difference_to_overall: apart(differenceOf, 'to-overall'),
    ratio_to_overall: apart(ratioOf, 'to-overall'),
    group_min: byMetric(values, groupMinimum),
    group_max: byMetric(values, groupMaximum),
    ...namedDisparities(values, overall),
    wilson95_accuracy_by_group: Object.fromEntries([...groups].map(([name, counts]) => [name, accuracyInterval(counts)])),
    ...(table.columns.length > 1 ? answerIntersections(table) : {}),
  };
}

function accuracyInterval({ truePositive, trueNegative, ...wrong }: BinaryCounts): [number, number] {
  const right = truePositive + trueNegative;
  const { low, high } = wilsonInterval(right, right + wrong.falsePositive + wrong.falseNegative);
  return [low, high];
}

const methods = { between_groups: 'between-groups', to_overall: 'to-overall' } as const;

function namedDisparities(groups: readonly Values[], overall: Values): Record<string, number> {
  const named: Record<string, number> = {};
  const column = (name: string): number[] => groups.map((group) => group[name] ?? Number.NaN);
  const of = (name: string): number => overall[name] ?? Number.NaN;
  const odds: Odds = {
    truePositiveRates: column('tpr'),
    falsePositiveRates: column('fpr'),
    overall: { truePositiveRate: of('tpr'), falsePositiveRate: of('fpr') },
  };
  for (const [suffix, method] of Object.entries(methods)) {
    for (const [what, metric] of [
      ['demographic_parity', 'selection_rate'],
      ['equal_opportunity', 'tpr'],
    ] as const) {
      named[`${what}_difference/${suffix}`] = differenceOf(column(metric), method, of(metric));
      named[`${what}_ratio/${suffix}`] = ratioOf(column(metric), method, of(metric));
    }
    named[`equalized_odds_difference/${suffix}`] = equalizedOddsDifference(odds, method);
    named[`equalized_odds_ratio/${suffix}`] = equalizedOddsRatio(odds, method);
  }
  for (const [suffix, aggregation] of [
    ['worst_case', 'worst-case'],
    ['mean', 'mean'],
  ] as const) {
    named[`equalized_odds_difference/agg=${suffix}`] = equalizedOddsDifference(odds, 'between-groups', aggregation);
    named[`equalized_odds_ratio/agg=${suffix}`] = equalizedOddsRatio(odds, 'between-groups', aggregation);
  }
  return named;
}

/** Every pair of values of both columns, with NaN where no row has it, and the difference within each value of the second. */
function answerIntersections(table: Table): object {
  const [sensitive = [], control = []] = table.columns;
  const found = countsBy(table, [sensitive, control]);
  const [groups, controls] = [sensitive, control].map((column) => [...new Set(column)].toSorted());
  const cell = (group: string, level: string): Values => {
    const counts = found.get(`${group}|${level}`);
    const values = counts === undefined ? undefined : valuesOf(counts);
    return pick(['count', 'accuracy', 'selection_rate'], (name) => values?.[name] ?? Number.NaN);
  };
  const cells = (groups ?? []).flatMap((group) => (controls ?? []).map((level) => ({ group, level, values: cell(group, level) })));
  return {
    intersection: Object.fromEntries(cells.map(({ group, level, values }) => [`${group}|${level}`, values])),
    intersection_difference: byMetric(
      cells.map(({ values }) => values),
      apart,
    ),
    controlled_difference: Object.fromEntries(
      (controls ?? []).map((level) => [
        level,
        byMetric(
          cells.filter((one) => one.level === level).map(({ values }) => shares(values)),
          apart,
        ),
      ]),
    ),
    controlled_by_group: Object.fromEntries(cells.map(({ group, level, values }) => [`${level}|${group}`, shares(values)])),
  };
}

function shares(values: Values): Values {
  return pick(['accuracy', 'selection_rate'], (name) => values[name] ?? Number.NaN);
}

/** As fairlearn has it: cells without rows are passed over. */
function apart(column: readonly number[]): number {
  return groupMaximum(column) - groupMinimum(column);
}

function pick(names: readonly string[], value: (name: string) => number): Values {
  return Object.fromEntries(names.map((name) => [name, value(name)]));
}
