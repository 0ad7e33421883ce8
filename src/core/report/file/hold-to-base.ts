import {
  type Difference,
  judge,
  type Judgement,
  type Measured,
  type SeedNoise,
  undefinedDifference,
  type Verdict,
} from '../../metrics/comparison.ts';
import { decide } from '../../metrics/decide.ts';
import { checkGates, type Unmeasured } from '../../metrics/gates.ts';
import { explainFewSeeds } from '../../metrics/seed-runs.ts';
import { findMetric } from '../../metrics/task.ts';
import type { Gate, Spec } from '../../spec/spec.ts';
import { describeCorrections } from './describe-corrections.ts';
import type { ReportFile } from './report-file.ts';

/** A report whose verdict and gates were decided again. */
export interface HeldReport extends ReportFile {
  /** What the file said otherwise, as plain sentences. */
  readonly corrections: readonly string[];
}

type Compared = ReportFile['comparison'];
type Rule = Spec['evaluate'];

/**
 * Decides verdict and gates again, from the file's numbers and by the rules of base's spec. A gate of base's that the file has no
 * number for fails; gates that base doesn't have count for nothing. Of the file's own sentences none is kept.
 */
export function holdToBase(file: ReportFile, { model, evaluate }: Pick<Spec, 'model' | 'evaluate'>): HeldReport {
  const { comparison } = file;
  const isSameTask = comparison.task === model.task;
  const held = isSameTask ? judgeAgain(comparison, evaluate) : judgeNothing(comparison);
  const gates = checkGates(evaluate.gates, {
    task: model.task,
    margin: evaluate.primary.margin,
    measure: (gate) => (isSameTask ? findMeasured(comparison, gate) : { why: 'the run is of a model for another task' }),
  });
  const decided: Compared = { ...held, gates };
  return { ...file, model: model.name, comparison: decided, corrections: describeCorrections(file, decided, model) };
}

/** By base's metric and margin. Over seeds only where base names as many runs as the file counts. */
function judgeAgain(comparison: Compared, { primary: { metric, margin }, seeds }: Rule): Compared {
  const { task, images, testSetChange } = comparison;
  const ofWeights = numberOf(comparison, metric);
  const change = comparison.metric === metric ? overSeeds(comparison, seeds.length) : undefined;
  const isOfWeights = comparison.metric === metric && comparison.about === 'weights';
  const primary = change === undefined && !isOfWeights ? (ofWeights ?? undefinedDifference) : agreeing(comparison.primary);
  const about: Judgement['about'] = change === undefined ? 'weights' : 'change';
  const deciding = { task, metric, margin, images, about, testSetChange, primary, ofWeights: ofWeights ?? primary };
  const again = (one: Difference, of: string): { readonly verdict: Verdict } => ({
    verdict: judge(agreeing(one), margin, findMetric(task, of)?.better),
  });
  const shared = {
    metric,
    margin,
    about,
    primary,
    seedNoise: change ?? silentSeeds(comparison, seeds.length),
    identical: comparison.identical && primary.low === 0 && primary.high === 0,
    metrics: Object.fromEntries(Object.entries(comparison.metrics).map(([name, one]) => [name, { ...one, ...again(one, name) }])),
  };
  if ('discordance' in comparison) {
    const slices = comparison.slices.map((one) => ({ ...one, ...again(one.accuracy, 'accuracy') }));
    return { ...comparison, ...shared, ...decide({ ...deciding, discordance: comparison.discordance }), slices };
  }
  const slices = comparison.metric === metric ? comparison.slices : [];
  return {
    ...comparison,
    ...shared,
    ...decide(deciding),
    slices: slices.map((one) => ({ ...one, ...again(one.difference, metric) })),
    classes: comparison.classes.map((one) => ({ ...one, ...again(one.difference, comparison.classMetric) })),
  };
}

/** The spread between seeds, where the file speaks of the change and base names as many runs. */
function overSeeds({ about, seedNoise }: Compared, named: number): SeedNoise | undefined {
  return about === 'change' && seedNoise.seeds <= named ? { ...seedNoise, reason: null } : undefined;
}

function silentSeeds({ seedNoise: { seeds } }: Compared, named: number): SeedNoise {
  const reason = seeds > named ? 'the run counts more seeds than base names' : explainFewSeeds(seeds, named);
  return { seeds: Math.min(seeds, named), deviation: null, reason };
}

/** Of a model for another task nothing is known. */
function judgeNothing(comparison: Compared): Compared {
  const nothing = {
    verdict: 'cannot-tell',
    about: 'weights',
    primary: undefinedDifference,
    identical: false,
    moreImages: null,
    discernible: null,
  } as const satisfies Partial<Judgement>;
  const seedNoise = { seeds: 0, deviation: null, reason: explainFewSeeds(0, 0) };
  return { ...comparison, ...nothing, seedNoise };
}

function findMeasured(comparison: Compared, gate: Gate): Measured | Unmeasured {
  const isSame = ({ gate: one }: Compared['gates'][number]): boolean =>
    one.metric === gate.metric && one.class === gate.class && one.slice === gate.slice;
  const measured = comparison.gates.find(isSame)?.measured;
  const ofModel = gate.class === undefined && gate.slice === undefined ? numberOf(comparison, gate.metric) : undefined;
  if (measured !== undefined && measured !== null) {
    return { ...measured, difference: agreeing(measured.difference) };
  }
  return ofModel === undefined ? { why: 'not measured by this run' } : { difference: ofModel, head: null };
}

function numberOf({ metrics }: Compared, name: string): Difference | undefined {
  const one = Object.hasOwn(metrics, name) ? metrics[name] : undefined;
  return one === undefined ? undefined : agreeing(one);
}

/** An interval on the other side of zero than its difference, or of none, says nothing. */
function agreeing(one: Difference): Difference {
  const { difference, low, high } = one;
  const agrees = difference === null ? low === null : !((low ?? 0) > 0 && difference < 0) && !((high ?? 0) < 0 && difference > 0);
  return agrees ? one : { ...one, low: null, high: null };
}
