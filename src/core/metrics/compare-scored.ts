import type { Spec } from '../spec/spec.ts';
import { holmCorrection } from '../statistics/holm.ts';
import { alpha } from './compare-accuracy.ts';
import { judge, undefinedDifference } from './comparison.ts';
import { decide } from './decide.ts';
import { checkGates } from './gates.ts';
import { measureScoredGate } from './measure-scored-gate.ts';
import type { FamilyMember, ScoredComparison } from './scored-comparison.ts';
import type { JudgedEvaluation, ScoredModel } from './scored-model.ts';
import { type MeasuredPair, type ScoredPair, imagesOf, measurePair, pairScored } from './scored-pair.ts';
import type { MetricId, MetricRow } from './scorer.ts';
import { judgeChange, type SeedRuns } from './seed-runs.ts';
import { findMetric } from './task.ts';

/** What the spec says about comparing. */
export interface CompareScoredOptions extends Pick<Spec['evaluate'], 'primary' | 'gates'> {
  /** Metrics of the model that are told besides; every one unless given. */
  readonly metrics?: readonly string[];
}

/**
 * Judges head against base by a bootstrap over images: on one test set both are scored on the same draws, otherwise as two
 * samples. The verdict is read off the BCa interval of the primary metric and off nothing else. Classes and slices are families:
 * their intervals are those of the normal distribution with the bootstrap's error, at the levels of Holm's correction.
 */
export function compareScored(
  base: ScoredModel<JudgedEvaluation>,
  head: ScoredModel<JudgedEvaluation>,
  { primary, gates, metrics }: CompareScoredOptions,
  runs: SeedRuns = { pairs: [], missing: [] },
): ScoredComparison {
  const { metric, margin } = primary;
  const { task, testSet, images } = head.evaluation;
  const pair = pairScored(base, head);
  const told = metrics === undefined ? Object.keys(head.evaluation.metrics) : [...new Set([metric, ...metrics])];
  const { model, byClass, classMetric } = measureAll(pair, metric, told);
  const ofWeights = model.get(metric)?.difference ?? undefinedDifference;
  const { difference, seedNoise } = judgeChange(ofWeights, metric, testSet, runs);
  const about = difference === ofWeights ? 'weights' : 'change';
  const betterOf = (name: string): MetricRow['better'] => findMetric(task, name)?.better ?? 'higher';
  const testSetChange = pair.change;
  return {
    version: 1,
    task,
    testSet,
    images,
    metric,
    margin,
    ...decide({ task, metric, margin, images, about, testSetChange, primary: difference, ofWeights }),
    about,
    seedNoise,
    testSetChange,
    identical: pair.identical,
    primary: difference,
    metrics: Object.fromEntries(
      [...model].map(([name, one]) => [name, { ...one.difference, verdict: judge(one.difference, margin, betterOf(name)) }]),
    ),
    classMetric,
    leftOut: { base: base.evaluation.leftOut ?? 0, head: head.evaluation.leftOut ?? 0 },
    ...compareParts(pair, { model, byClass, classMetric }, { metric, margin, betterOf }),
    gates: checkGates(gates, { task, margin, measure: (gate) => measureScoredGate(gate, pair) }),
  };
}

interface MeasuredAll {
  /** By the metric's name. */
  readonly model: ReadonlyMap<string, MeasuredPair>;
  /** By class, then by the metric's name. */
  readonly byClass: readonly ReadonlyMap<string, MeasuredPair>[];
  readonly classMetric: string;
}

/** These metrics of the model and every one of its classes by one bootstrap. */
function measureAll(pair: ScoredPair, primary: string, names: readonly string[]): MeasuredAll {
  const { byClass } = pair.head.evaluation;
  const ofClass = Object.keys(byClass[0]?.metrics ?? {});
  const ids: MetricId[] = [...names.map((name) => ({ name })), ...byClass.flatMap((_, of) => ofClass.map((name) => ({ name, of })))];
  const measured = measurePair(pair, ids);
  const named = (wanted: readonly string[], from: number): ReadonlyMap<string, MeasuredPair> =>
    new Map(wanted.flatMap((name, at) => (measured[from + at] === undefined ? [] : [[name, measured[from + at] as MeasuredPair]])));
  return {
    model: named(names, 0),
    byClass: byClass.map((_, of) => named(ofClass, names.length + of * ofClass.length)),
    classMetric: ofClass.includes(primary) ? primary : (ofClass[0] ?? primary),
  };
}

interface Judging {
  /** The primary metric. */
  readonly metric: string;
  readonly margin: number;
  readonly betterOf: (metric: string) => MetricRow['better'];
}

/**
 * Classes are one family, slices another; where a slice is a class, judged by the same metric, both are one family and it one
 * member of it, so that it has one interval.
 */
function compareParts(
  pair: ScoredPair,
  { byClass, classMetric }: MeasuredAll,
  { metric, margin, betterOf }: Judging,
): Pick<ScoredComparison, 'classes' | 'slices'> {
  const ofClasses = byClass.map((metrics) => metrics.get(classMetric));
  const { slices } = pair.head.evaluation;
  const cuts = slices.map(({ column, value }) => imagesOf(pair, column, value));
  const ofSlices = cuts.map((cut) => measureSlice(pair, metric, cut, metric === classMetric ? ofClasses : []));
  const isOne = ofSlices.some((one) => one !== undefined && ofClasses.includes(one));
  const familyOf = (own: Members): Members => (isOne ? [...new Set([...ofClasses, ...ofSlices])] : own);
  const [classMembers, sliceMembers] = [
    compareFamily(familyOf(ofClasses), margin, betterOf(classMetric)),
    compareFamily(familyOf(ofSlices), margin, betterOf(metric)),
  ];
  return {
    classes: pair.head.evaluation.byClass.map((one, of) => ({
      class: one.class,
      images: one.images,
      ...(classMembers.get(ofClasses[of]) ?? noMember),
      metrics: Object.fromEntries([...(byClass[of] ?? [])].map(([name, { difference }]) => [name, difference])),
    })),
    slices: slices.map(({ column, value, images, tooSmall }, at) => ({
      column,
      value,
      images,
      tooSmall,
      ...(sliceMembers.get(ofSlices[at]) ?? noMember),
    })),
  };
}

/** A slice by class is that class, where classes are `known` by the metric already. */
function measureSlice(pair: ScoredPair, metric: string, cut: ReturnType<typeof imagesOf>, known: Members): MeasuredPair | undefined {
  if (cut?.of === undefined) {
    return measurePair(pair, [{ name: metric }], cut)[0];
  }
  return known[cut.of] ?? measurePair(pair, [{ name: metric, of: cut.of }])[0];
}

type Members = readonly (MeasuredPair | undefined)[];

const noMember: FamilyMember = { difference: undefinedDifference, adjustedP: 1, alpha, verdict: 'cannot-tell' };

/**
 * Each interval at the level that Holm's correction gives it, so that many members don't cry wolf. Those that nothing can be told
 * of, such as classes without objects, are no members.
 */
function compareFamily(measured: Members, margin: number, better: MetricRow['better']): Map<MeasuredPair | undefined, FamilyMember> {
  const known = measured.filter((one) => one !== undefined && !Number.isNaN(one.p));
  const steps = holmCorrection(
    known.map((one) => one?.p ?? 1),
    alpha,
  );
  return new Map(
    measured.map((one) => {
      const step = steps[known.indexOf(one)] ?? { adjusted: 1, alpha };
      const difference = one?.atLevel(step.alpha) ?? undefinedDifference;
      return [one, { difference, adjustedP: step.adjusted, alpha: step.alpha, verdict: judge(difference, margin, better) }];
    }),
  );
}
