import { assignTruths } from './assign-truths.ts';
import type { Overlap } from './box-overlap.ts';
import { forEachCell } from './cells.ts';
import type { DetectionSettings } from './coco-settings.ts';
import type { DetectionSet } from './detection-set.ts';
import { type Order, orderObjects } from './order-objects.ts';
import { type Pairs, findPairs } from './pairs.ts';

/** Which detection found which truth, once for all thresholds, sizes and limits. Detections stand by class and falling score. */
export interface Matches {
  readonly images: number;
  readonly classes: number;
  readonly settings: DetectionSettings;
  /** Detections of class `k` are `starts[k]` to `starts[k + 1]`. */
  readonly starts: Int32Array;
  /** The number that a detection has in the set. */
  readonly detection: Int32Array;
  readonly image: Int32Array;
  readonly score: Float64Array;
  /** How many surer detections of its class are in its image. */
  readonly rank: Int32Array;
  /** One entry a range of sizes: bit `t` says that the detection found a truth at threshold `t`. */
  readonly matched: readonly Int32Array[];
  /** As `matched`: bit `t` says that the truth that it found is ignored, and so is it. */
  readonly ignored: readonly Int32Array[];
  /** Bit `a`: the detection's own size is outside of range `a`, so it is ignored unless it found a truth. */
  readonly outside: Uint8Array;
  /** Truths of class `k` are `truthStarts[k]` to `truthStarts[k + 1]`. */
  readonly truthStarts: Int32Array;
  readonly truthImage: Int32Array;
  /** Bit `a`: the truth is ignored in range `a`. */
  readonly truthIgnored: Uint8Array;
}

/** Matches what a model found with what is there. Linear in both but for the pairs within one image and class. */
export function matchDetections(set: DetectionSet, settings: DetectionSettings, overlap: Overlap): Matches {
  const order = orderObjects(set, settings.byClass);
  const { ranked, truths } = order;
  const matches: Matches = {
    images: set.images,
    classes: order.classes,
    settings,
    starts: order.starts,
    detection: ranked,
    image: ranked.map((detection) => set.detections.image[detection] ?? 0),
    score: Float64Array.from(ranked, (detection) => set.detections.scores[detection] ?? 0),
    rank: new Int32Array(ranked.length),
    matched: settings.areas.map(() => new Int32Array(ranked.length)),
    ignored: settings.areas.map(() => new Int32Array(ranked.length)),
    outside: Uint8Array.from(ranked, (detection) => outsideOf(set.detections.areas[detection] ?? 0, settings)),
    truthStarts: order.truthStarts,
    truthImage: truths.map((truth) => set.truths.image[truth] ?? 0),
    truthIgnored: Uint8Array.from(truths, (truth) => ignoredIn(set, truth, settings)),
  };
  matchCells(set, order, matches, overlap);
  return matches;
}

function outsideOf(area: number, { areas }: DetectionSettings): number {
  return areas.reduce((bits, { low, high }, at) => bits | (area < low || area > high ? 1 << at : 0), 0);
}

function ignoredIn({ truths }: DetectionSet, truth: number, settings: DetectionSettings): number {
  return truths.crowd[truth] === 1 ? 255 : outsideOf(truths.areas[truth] ?? 0, settings);
}

function matchCells(set: DetectionSet, order: Order, matches: Matches, overlap: Overlap): void {
  const limit = matches.settings.limits.at(-1) ?? 0;
  const floor = Math.min(matches.settings.overlaps[0] ?? 1, 1 - 1e-10);
  const places = new Int32Array(order.ranked.length);
  order.ranked.forEach((detection, place) => {
    places[detection] = place;
  });
  const placesByImage = order.byImage.map((detection) => places[detection] ?? 0);
  forEachCell(set, order, ({ start, end, truthStart, truthEnd }) => {
    for (let at = start; at < end; at++) {
      matches.rank[placesByImage[at] ?? 0] = at - start;
    }
    const counted = Math.min(end, start + limit);
    const truths = order.truths.subarray(truthStart, truthEnd);
    const pairs = findPairs(order.byImage.subarray(start, counted), truths, overlap, floor);
    if (pairs !== undefined) {
      const crowd = Uint8Array.from(truths, (truth) => set.truths.crowd[truth] ?? 0);
      recordCell(pairs, crowd, matches.truthIgnored.subarray(truthStart, truthEnd), placesByImage.subarray(start, counted), matches);
    }
  });
}

function recordCell(pairs: Pairs, crowd: Uint8Array, ignoredBits: Uint8Array, places: Int32Array, matches: Matches): void {
  const assigned = new Int32Array(places.length);
  const { overlaps, areas } = matches.settings;
  for (let area = 0; area < areas.length; area++) {
    const ignored = ignoredBits.map((bits) => (bits >> area) & 1);
    const [matchedBits, ignoredMatches] = [matches.matched[area] ?? assigned, matches.ignored[area] ?? assigned];
    for (let threshold = 0; threshold < overlaps.length; threshold++) {
      assignTruths(pairs, { ignored, crowd }, overlaps[threshold] ?? 1, assigned);
      for (let at = 0; at < places.length; at++) {
        const truth = assigned[at] ?? -1;
        const place = places[at] ?? 0;
        if (truth >= 0) {
          matchedBits[place] = (matchedBits[place] ?? 0) | (1 << threshold);
          ignoredMatches[place] = (ignoredMatches[place] ?? 0) | ((ignored[truth] ?? 0) << threshold);
        }
      }
    }
  }
}
