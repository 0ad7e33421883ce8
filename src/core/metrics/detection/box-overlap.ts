import type { DetectionColumns, TruthColumns } from './detection-set.ts';

/** How much a detection and a truth of the same image overlap: 0 to 1. */
export type Overlap = (detection: number, truth: number) => number;

/** The shared area of two boxes over the area of both; over that of the detection where the truth is a crowd. */
export function boxOverlap(detections: Pick<DetectionColumns, 'boxes'>, truths: Pick<TruthColumns, 'boxes' | 'crowd'>): Overlap {
  const [found, there] = [detections.boxes, truths.boxes];
  return (detection, truth) => {
    const d = detection * 4;
    const t = truth * 4;
    const width = found[d + 2] ?? 0;
    const height = found[d + 3] ?? 0;
    const trueWidth = there[t + 2] ?? 0;
    const trueHeight = there[t + 3] ?? 0;
    const across = sharedLength(found[d] ?? 0, width, there[t] ?? 0, trueWidth);
    const down = sharedLength(found[d + 1] ?? 0, height, there[t + 1] ?? 0, trueHeight);
    if (across <= 0 || down <= 0) {
      return 0;
    }
    const shared = across * down;
    const area = width * height;
    return shared / (truths.crowd[truth] === 1 ? area : area + trueWidth * trueHeight - shared);
  };
}

function sharedLength(start: number, length: number, otherStart: number, otherLength: number): number {
  return Math.min(start + length, otherStart + otherLength) - Math.max(start, otherStart);
}
