import type { Matches } from './match-detections.ts';
import type { CurveCut } from './precision-curve.ts';

/** What a resample walks of one class, range of sizes and limit: the images of what can count, and nothing else. */
export interface CurveIndex {
  /** Of the truths that are to be found. */
  readonly truths: Int32Array;
  /** Of the detections that are wrong unless they found a truth, the surest first. */
  readonly inside: Int32Array;
  /** By threshold. */
  readonly hits: readonly HitIndex[];
}

/** The detections that found a truth at a threshold, the surest first; those that make no difference are left out. */
export interface HitIndex {
  readonly image: Int32Array;
  /** How many of `inside` stand up to and with it. */
  readonly before: Int32Array;
  /** What it adds to the count of `before`: 0 for a right one inside, 1 for a right one outside, -1 for one that is ignored. */
  readonly adds: Int8Array;
}

/** Makes the index of a class in a range of sizes under a limit. */
export function indexCurve(matches: Matches, { of, area, limit }: CurveCut): CurveIndex {
  const places: number[] = [];
  for (let place = matches.starts[of] ?? 0; place < (matches.starts[of + 1] ?? 0); place++) {
    if ((matches.rank[place] ?? 0) < limit) {
      places.push(place);
    }
  }
  const isInside = (place: number): boolean => (((matches.outside[place] ?? 0) >> area) & 1) === 0;
  const imageOf = (place: number): number => matches.image[place] ?? 0;
  const before = new Int32Array(places.length);
  let inside = 0;
  for (const [at, place] of places.entries()) {
    inside += Number(isInside(place));
    before[at] = inside;
  }
  return {
    truths: listTruths(matches, of, area),
    inside: Int32Array.from(places.filter(isInside), imageOf),
    hits: Array.from(matches.settings.overlaps, (_, threshold): HitIndex => {
      const bit = (bits: Int32Array | undefined, place: number): number => ((bits?.[place] ?? 0) >> threshold) & 1;
      const isIgnored = (place: number): boolean => bit(matches.ignored[area], place) === 1;
      const hits = [...places.keys()].filter((at) => {
        const place = places[at] ?? 0;
        return bit(matches.matched[area], place) === 1 && (isInside(place) || !isIgnored(place));
      });
      return {
        image: Int32Array.from(hits, (at) => imageOf(places[at] ?? 0)),
        before: Int32Array.from(hits, (at) => before[at] ?? 0),
        adds: Int8Array.from(hits, (at) => (isIgnored(places[at] ?? 0) ? -1 : isInside(places[at] ?? 0) ? 0 : 1)),
      };
    }),
  };
}

function listTruths(matches: Matches, of: number, area: number): Int32Array {
  const images: number[] = [];
  for (let at = matches.truthStarts[of] ?? 0; at < (matches.truthStarts[of + 1] ?? 0); at++) {
    if ((((matches.truthIgnored[at] ?? 0) >> area) & 1) === 0) {
      images.push(matches.truthImage[at] ?? 0);
    }
  }
  return Int32Array.from(images);
}
