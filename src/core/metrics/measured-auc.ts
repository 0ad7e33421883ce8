import { delong, logitInterval, normalInterval } from '../statistics/delong.ts';
import type { Interval } from '../statistics/interval.ts';
import { alpha } from './compare-accuracy.ts';
import type { Measured } from './comparison.ts';
import { countPulls, countSpeaking, hiddenReach, widenFew } from './hidden-reach.ts';
import { orNull } from './or-null.ts';
import type { ImageSets, Pairs } from './pair-evaluations.ts';
import { unseenOf } from './unseen-of.ts';

/**
 * The area under the ROC curve of a class against all others, by DeLong's test: on one test set the areas are of the same images,
 * on two each is of its own. The interval of the difference is normal, head's own symmetric in the logit; where fewer than ten
 * images speak, both are widened by what may hide. Of a difference on one test set all images speak that add to it.
 */
export function measureAuc(pairs: Pairs, only: ImageSets, of: number): Measured {
  const unseen = unseenOf(pairs, only);
  const reachOf = (side: 'base' | 'head'): number => hiddenReach(unseen({ name: 'roc-auc', of }, side), alpha);
  const { auc, errors, pulls, added, difference, error } = pairs.change === null ? together(pairs, only, of) : apart(pairs, only, of);
  const speaking = { base: countSpeaking(pulls.base), head: countSpeaking(pulls.head) };
  const interval =
    pairs.change === null
      ? widenFew(normalInterval(difference, error, alpha), countPulls(added), 0, reachOf('head'))
      : widenFew(
          normalInterval(difference, error, alpha),
          Math.min(speaking.base, speaking.head),
          difference,
          reachOf('base') + reachOf('head'),
        );
  const own = widenFew(logitInterval(auc.head, errors.head, alpha), speaking.head, auc.head, reachOf('head'));
  return {
    difference: {
      base: orNull(auc.base),
      head: orNull(auc.head),
      difference: orNull(difference),
      low: orNull(interval.low),
      high: orNull(interval.high),
    },
    head: Number.isNaN(own.low + own.high) ? null : { value: auc.head, images: only.head.length, ...clamp(own) },
  };
}

type BothSides<Value> = Readonly<Record<'base' | 'head', Value>>;

interface Areas {
  readonly auc: BothSides<number>;
  readonly errors: BothSides<number>;
  readonly pulls: BothSides<readonly number[]>;
  /** What each image adds to the difference; none on two test sets. */
  readonly added: readonly number[];
  readonly difference: number;
  readonly error: number;
}

function together({ base, head }: Pairs, only: ImageSets, of: number): Areas {
  const { auc, covariance, pulls, added, difference, error } = delong(
    isOf(head, only.head, of),
    scoresOf(head, only.head, of),
    scoresOf(base, only.base, of),
  );
  return {
    auc: { head: auc[0], base: auc[1] },
    errors: { head: Math.sqrt(covariance[0][0]), base: Math.sqrt(covariance[1][1]) },
    pulls: { head: pulls[0], base: pulls[1] },
    added,
    difference,
    error,
  };
}

function apart(pairs: Pairs, only: ImageSets, of: number): Areas {
  const [base, head] = (['base', 'head'] as const).map((side) => {
    const scores = scoresOf(pairs[side], only[side], of);
    const { auc, covariance, pulls } = delong(isOf(pairs[side], only[side], of), scores, scores);
    return { auc: auc[0], error: Math.sqrt(covariance[0][0]), pulls: pulls[0] };
  });
  const none = { auc: Number.NaN, error: Number.NaN, pulls: [] };
  const [before, now] = [base ?? none, head ?? none];
  return {
    auc: { base: before.auc, head: now.auc },
    errors: { base: before.error, head: now.error },
    pulls: { base: before.pulls, head: now.pulls },
    added: [],
    difference: now.auc - before.auc,
    error: Math.hypot(before.error, now.error),
  };
}

function isOf({ truth }: Pairs['base'], images: Int32Array, of: number): boolean[] {
  return Array.from(images, (image) => truth[image] === of);
}

function scoresOf({ classCount, scores }: Pairs['base'], images: Int32Array, of: number): Float64Array {
  return Float64Array.from(images, (image) => scores?.values[image * classCount + of] ?? Number.NaN);
}

function clamp({ low, high }: Interval): Interval {
  return { low: Math.max(0, low), high: Math.min(1, high) };
}
