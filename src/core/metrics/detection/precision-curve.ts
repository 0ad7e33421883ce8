import type { Matches } from './match-detections.ts';
import { recallPoints } from './coco-settings.ts';

/** What is asked of matches: a class, a range of sizes, the most detections of an image, each by its number or size. */
export interface CurveCut {
  readonly of: number;
  readonly area: number;
  readonly limit: number;
}

/** How many truths count, where image `i` counts `counts[i]` times. */
export function countTruths(matches: Matches, { of, area }: CurveCut, counts: Int32Array): number {
  let sum = 0;
  for (let at = matches.truthStarts[of] ?? 0; at < (matches.truthStarts[of + 1] ?? 0); at++) {
    if ((((matches.truthIgnored[at] ?? 0) >> area) & 1) === 0) {
      sum += counts[matches.truthImage[at] ?? 0] ?? 0;
    }
  }
  return sum;
}

/**
 * Detections that count as wrong unless they found a truth: how many there are from the start of the class up to and with
 * each, where image `i` counts `counts[i]` times.
 */
export function countBefore(matches: Matches, { of, area, limit }: CurveCut, counts: Int32Array): Int32Array {
  const start = matches.starts[of] ?? 0;
  const before = new Int32Array((matches.starts[of + 1] ?? 0) - start);
  let sum = 0;
  for (let at = 0; at < before.length; at++) {
    const place = start + at;
    const isInside = (((matches.outside[place] ?? 0) >> area) & 1) === 0;
    if (isInside && (matches.rank[place] ?? 0) < limit) {
      sum += counts[matches.image[place] ?? 0] ?? 0;
    }
    before[at] = sum;
  }
  return before;
}

/** The detections of a class that found a truth at a threshold, by their places, the surest first. */
export function findHits(matches: Matches, { of, area }: CurveCut, threshold: number): Int32Array {
  const matched = matches.matched[area] ?? new Int32Array();
  const hits: number[] = [];
  for (let place = matches.starts[of] ?? 0; place < (matches.starts[of + 1] ?? 0); place++) {
    if ((((matched[place] ?? 0) >> threshold) & 1) === 1) {
      hits.push(place);
    }
  }
  return Int32Array.from(hits);
}

/** Where a curve rises: after its nth right detection so many truths are found, at that precision. Reused from walk to walk. */
export interface CurveSteps {
  length: number;
  readonly found: Float64Array;
  readonly precision: Float64Array;
}

/** Room for the curves of any class. */
export function makeSteps(matches: Matches): CurveSteps {
  return { length: 0, found: new Float64Array(matches.image.length), precision: new Float64Array(matches.image.length) };
}

/** What one walk goes along: the hits of `cut` at `threshold`, and what `countBefore` says of the class. */
export interface CurveWalk {
  readonly cut: CurveCut;
  readonly threshold: number;
  readonly hits: Int32Array;
  readonly before: Int32Array;
}

/**
 * Fills `steps`. Between two hits precision only falls, so that the hits alone give the curve. An image that counts n times
 * stands n times in a row: the result is that of a set which holds n copies, but for equal scores within an image.
 */
export function walkCurve(matches: Matches, { cut, threshold, hits, before }: CurveWalk, counts: Int32Array, steps: CurveSteps): void {
  const ignoredBits = matches.ignored[cut.area] ?? hits;
  const start = matches.starts[cut.of] ?? 0;
  let found = 0;
  let moved = 0;
  let length = 0;
  for (const place of hits) {
    const weight = counts[matches.image[place] ?? 0] ?? 0;
    if (weight === 0 || (matches.rank[place] ?? 0) >= cut.limit) {
      continue;
    }
    // `before` holds a hit as a wrong detection where its own size is in range: it is a right one, or none at all.
    moved -= (((matches.outside[place] ?? 0) >> cut.area) & 1) === 0 ? weight : 0;
    if ((((ignoredBits[place] ?? 0) >> threshold) & 1) === 0) {
      moved += weight;
      found += weight;
      steps.found[length] = found;
      steps.precision[length] = found / ((before[place - start] ?? 0) + moved + Number.EPSILON);
      length++;
    }
  }
  steps.length = length;
}

/** Writes precision at the recall points: the best that this recall or any greater one has, 0 beyond the last. Answers their sum. */
export function samplePrecision({ length, found, precision }: CurveSteps, truths: number, into: Float64Array, offset: number): number {
  let point = recallPoints.length - 1;
  let best = 0;
  let sum = 0;
  const reached = length === 0 ? -1 : (found[length - 1] ?? 0) / truths;
  for (; point >= 0 && (recallPoints[point] ?? 0) > reached; point--) {
    into[offset + point] = 0;
  }
  for (let step = length - 1; step >= 0; step--) {
    best = Math.max(best, precision[step] ?? 0);
    const below = step === 0 ? -1 : (found[step - 1] ?? 0) / truths;
    for (; point >= 0 && (recallPoints[point] ?? 0) > below; point--) {
      into[offset + point] = best;
      sum += best;
    }
  }
  return sum;
}
