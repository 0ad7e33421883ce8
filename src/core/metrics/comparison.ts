import type { Gate } from '../spec/spec.ts';
import type { Interval } from '../statistics/interval.ts';
import type { MetricRow } from './scorer.ts';
import type { Task } from './task.ts';
import type { TestSetChange } from './test-set-change.ts';

/**
 * What the data say of head against base:
 * - `equivalent`: the whole interval lies within the margin;
 * - `better`, `worse`: the interval excludes 0 (and isn't within the margin); which of the two, the metric says;
 * - `cannot-tell`: anything else.
 */
export type Verdict = 'better' | 'worse' | 'equivalent' | 'cannot-tell';

/** One metric of both models, and head minus base with its interval; null where it is undefined. */
export interface Difference {
  readonly base: number | null;
  readonly head: number | null;
  readonly difference: number | null;
  readonly low: number | null;
  readonly high: number | null;
}

/** A metric besides the primary one, with the verdict that its interval gives by the same margin. */
export interface MetricComparison extends Difference {
  readonly verdict: Verdict;
}

/** That of a metric which neither side has. */
export const undefinedDifference: Difference = { base: null, head: null, difference: null, low: null, high: null };

/** The images, of those that both sides have, on which exactly one of the models is right, and McNemar's mid-p value. */
export interface Discordance {
  readonly onlyBaseRight: number;
  readonly onlyHeadRight: number;
  readonly p: number;
}

/** A class of the test set in both models. */
export interface ClassComparison {
  readonly class: string;
  readonly support: number;
  readonly recall: Difference;
  /** Of the recall: Holm's correction over all classes, and the alpha of its interval. */
  readonly adjustedP: number;
  readonly alpha: number;
  /** These intervals are not corrected for the number of classes. */
  readonly precision: Difference;
  readonly f1: Difference;
}

/** Accuracy on the images of one slice. */
export interface SliceComparison {
  readonly column: string;
  readonly value: string;
  readonly images: number;
  /** Whether head's images of it are too few to say anything of its accuracy. */
  readonly tooSmall: boolean;
  readonly accuracy: Difference;
  readonly discordance: Discordance;
  /** Holm's correction over all slices: the adjusted p-value, and the alpha of the interval above. */
  readonly adjustedP: number;
  readonly alpha: number;
  readonly verdict: Verdict;
}

/** What a gate's metric came to on the images of its slice. */
export interface Measured {
  readonly difference: Difference;
  /** Head's own metric with its interval, and the images that it is about; null where it is undefined. */
  readonly head: ({ readonly value: number; readonly images: number } & Interval) | null;
}

/** Whether a gate of the spec holds. */
export interface GateResult {
  readonly gate: Gate;
  readonly outcome: 'pass' | 'fail' | 'cannot-tell';
  readonly reason: string;
  /** What it was held against; null where nothing could be measured. */
  readonly measured: Measured | null;
}

/** What other seeds say of the same change. */
export interface SeedNoise {
  /** Seeds with which both sides were trained and judged on head's test set. */
  readonly seeds: number;
  /** Standard deviation of the difference from seed to seed; null with fewer than six. */
  readonly deviation: number | null;
  /** Why the verdict is about these weights and not about the change; null where it is about the change. */
  readonly reason: string | null;
}

/** The verdict on head against base, whatever the task. */
export interface Judgement {
  readonly version: 1;
  readonly task: Task;
  readonly testSet: string;
  readonly images: number;
  readonly metric: string;
  readonly margin: number;
  readonly verdict: Verdict;
  /** Whether the verdict, and `primary`, are of the change over seeds, or only of the two models that were compared. */
  readonly about: 'weights' | 'change';
  readonly seedNoise: SeedNoise;
  /** Null where both were judged on the same images and truths; otherwise nothing is paired, and this differs. */
  readonly testSetChange: TestSetChange | null;
  /** Whether the models gave the same answers with the same confidences, so that there is nothing to compare. */
  readonly identical: boolean;
  readonly primary: Difference;
  /** For `cannot-tell`: how many more images would probably tell (80 %); null when no number would. */
  readonly moreImages: number | null;
  /** The smallest difference that this test set shows with 80 % power; null when no image tells the models apart. */
  readonly discernible: number | null;
  readonly gates: readonly GateResult[];
}

/** One classifier against another. */
export interface Comparison extends Judgement {
  readonly discordance: Discordance;
  readonly accuracy: Difference;
  readonly macroF1: Difference;
  /** Every metric of the model that both sides have, by its name; not corrected for how many they are. */
  readonly metrics: Readonly<Record<string, MetricComparison>>;
  readonly classes: readonly ClassComparison[];
  readonly slices: readonly SliceComparison[];
}

/** The verdict that the interval of a difference gives; an undefined one tells nothing. */
export function judge({ low, high }: Pick<Difference, 'low' | 'high'>, margin: number, better: MetricRow['better'] = 'higher'): Verdict {
  if (low === null || high === null) {
    return 'cannot-tell';
  }
  if (low >= -margin && high <= margin) {
    return 'equivalent';
  }
  const gain = asHigherIsBetter({ low, high }, better);
  return gain.low > 0 ? 'better' : gain.high < 0 ? 'worse' : 'cannot-tell';
}

/** The interval of what was gained: that of the difference, mirrored for a metric that is better when it is lower. */
export function asHigherIsBetter({ low, high }: Interval, better: MetricRow['better']): Interval {
  return better === 'higher' ? { low, high } : { low: -high, high: -low };
}
