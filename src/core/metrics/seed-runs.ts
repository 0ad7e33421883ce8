import { createHash } from 'node:crypto';
import { criticalValue } from '../statistics/normal.ts';
import { seededInterval } from '../statistics/seed-noise.ts';
import { alpha } from './compare-accuracy.ts';
import type { Difference, SeedNoise } from './comparison.ts';
import type { StoredEvaluation } from './stored-evaluation.ts';

/** Evaluations of the same two trainings with other seeds: what `evaluate.seeds` names, on both sides. */
export interface SeedRuns {
  readonly pairs: readonly { readonly base: StoredEvaluation; readonly head: StoredEvaluation }[];
  /** Files that the spec names and that a side hasn't, with the side. */
  readonly missing: readonly string[];
  /** Why none were looked for, although the spec may name some. */
  readonly unread?: string;
}

/** With fewer pairs even a sign test could not say anything at 5 %: six heads in six throws have a chance of 3 %. */
const fewestSeeds = 6;

/**
 * The difference of the change: the mean over seeds, its interval with the spread between seeds and what the images leave open.
 * With fewer than six usable seeds the difference of the weights comes back as it is, and the reason why it is no more.
 */
export function judgeChange(
  ofWeights: Difference,
  metric: string,
  testSet: string,
  runs: SeedRuns,
): { readonly difference: Difference; readonly seedNoise: SeedNoise } {
  const distinct = dropRepeated(runs.pairs);
  const usable = distinct.filter(({ base, head }) => base.testSet === testSet && head.testSet === testSet);
  const values = usable.map(({ base, head }) => ({ base: valueOf(base, metric), head: valueOf(head, metric) }));
  const known = values.filter(({ base, head }) => Number.isFinite(base) && Number.isFinite(head));
  const { low, high } = ofWeights;
  if (known.length < fewestSeeds || low === null || high === null) {
    const reason = explain(known.length, distinct.length - known.length, runs.pairs.length - distinct.length, runs);
    return { difference: ofWeights, seedNoise: { seeds: known.length, deviation: null, reason } };
  }
  const imageError = (high - low) / (2 * criticalValue(alpha));
  const seeded = seededInterval(
    known.map(({ base, head }) => head - base),
    imageError,
    alpha,
  );
  const mean = (side: 'base' | 'head'): number => known.reduce((sum, one) => sum + one[side], 0) / known.length;
  const { difference, low: from, high: to, deviation } = seeded;
  return {
    difference: { base: mean('base'), head: mean('head'), difference, low: from, high: to },
    seedNoise: { seeds: known.length, deviation, reason: null },
  };
}

/** The pairs of which neither side is the same, to the last answer, as in a pair before: a file named again is no other training. */
function dropRepeated(pairs: SeedRuns['pairs']): SeedRuns['pairs'] {
  const seen = { base: new Set<string>(), head: new Set<string>() };
  return pairs.filter((pair) => {
    const digests = { base: digestOf(pair.base), head: digestOf(pair.head) };
    const isRepeated = seen.base.has(digests.base) || seen.head.has(digests.head);
    seen.base.add(digests.base);
    seen.head.add(digests.head);
    return !isRepeated;
  });
}

function digestOf(evaluation: StoredEvaluation): string {
  return createHash('sha256').update(JSON.stringify(evaluation)).digest('hex');
}

/** Older versions wrote accuracy and macro F1 alone. */
function valueOf(evaluation: StoredEvaluation, metric: string): number {
  if (evaluation.task !== 'classification') {
    return evaluation.metrics[metric]?.value ?? Number.NaN;
  }
  const { overall, metrics } = evaluation;
  const older = metric === 'accuracy' ? overall.accuracy?.value : metric === 'macro-f1' ? overall.macroF1 : undefined;
  return older ?? metrics?.[metric] ?? Number.NaN;
}

/** Why so many pairs of runs with other seeds, of those that the spec names, say nothing of the change. */
export function explainFewSeeds(usable: number, named: number): string {
  return named === 0
    ? 'no runs with other seeds are named'
    : `${usable} pairs of runs with other seeds are known, ${fewestSeeds} are the least that say something`;
}

function explain(usable: number, elsewhere: number, repeated: number, { missing, unread }: SeedRuns): string {
  const named = usable + elsewhere + repeated + missing.length;
  if (named === 0 && unread !== undefined) {
    return unread;
  }
  const lacking = missing.length === 0 ? '' : `; missing: ${missing.slice(0, 10).join(', ')}`;
  const other = elsewhere === 0 ? '' : `; ${elsewhere} judged on another test set, or by another threshold`;
  const again = repeated === 0 ? '' : `; ${repeated} hold an evaluation that another holds too, and count once`;
  return `${explainFewSeeds(usable, named)}${other}${again}${lacking}`;
}
