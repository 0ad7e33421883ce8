import type { Matches } from './match-detections.ts';
import { countTruths } from './precision-curve.ts';

/** Where to cut detections off. */
export interface ThresholdChoice {
  /** Detections with this score or a greater one are kept. */
  readonly score: number;
  readonly f1: number;
  readonly precision: number;
  readonly recall: number;
}

/**
 * The score at which F1 of some classes together is greatest, at the overlap `threshold` (its number) and the largest limit; the
 * greatest such score. Detections of equal scores stay together. Undefined without a truth or a detection that counts.
 * Chosen on the test set that it is then judged on, F1 is flattered: choose on one set and judge on another.
 */
export function chooseThreshold(matches: Matches, threshold: number, classes: readonly number[]): ThresholdChoice | undefined {
  const limit = matches.settings.limits.at(-1) ?? 0;
  const area = matches.settings.areas.findIndex(({ name }) => name === 'all');
  const ones = new Int32Array(matches.images).fill(1);
  const truths = classes.reduce((sum, of) => sum + countTruths(matches, { of, area, limit }, ones), 0);
  const counted = classes.flatMap((of) => listCounted(matches, of, area, threshold)).toSorted((a, b) => b.score - a.score);
  let best: ThresholdChoice | undefined;
  let right = 0;
  for (const [at, { score, isRight }] of counted.entries()) {
    right += Number(isRight);
    const f1 = (2 * right) / (at + 1 + truths);
    if (truths > 0 && score !== counted[at + 1]?.score && f1 > (best?.f1 ?? -1)) {
      best = { score, f1, precision: right / (at + 1), recall: right / truths };
    }
  }
  return best;
}

/** The detections of a class that count at the overlap `threshold` (its number) and the largest limit, each right or wrong. */
export function listCounted(
  matches: Matches,
  of: number,
  area: number,
  threshold: number,
): { readonly score: number; readonly isRight: boolean }[] {
  const limit = matches.settings.limits.at(-1) ?? 0;
  const listed: { readonly score: number; readonly isRight: boolean }[] = [];
  for (let place = matches.starts[of] ?? 0; place < (matches.starts[of + 1] ?? 0); place++) {
    const isMatched = (((matches.matched[area]?.[place] ?? 0) >> threshold) & 1) === 1;
    const isIgnored = isMatched
      ? (((matches.ignored[area]?.[place] ?? 0) >> threshold) & 1) === 1
      : (((matches.outside[place] ?? 0) >> area) & 1) === 1;
    if (!isIgnored && (matches.rank[place] ?? 0) < limit) {
      listed.push({ score: matches.score[place] ?? 0, isRight: isMatched });
    }
  }
  return listed;
}
