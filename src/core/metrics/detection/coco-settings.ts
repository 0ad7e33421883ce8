/** A range of object sizes, both ends in it, in square pixels. */
export interface AreaRange {
  readonly name: string;
  readonly low: number;
  readonly high: number;
}

/** What a detector is judged by. */
export interface DetectionSettings {
  /** How much boxes or masks must overlap, rising, at most 31. */
  readonly overlaps: Float64Array;
  readonly areas: readonly AreaRange[];
  /** How many detections of a class in an image count, the surest first; rising. */
  readonly limits: readonly number[];
  /** False: one class of all objects. */
  readonly byClass: boolean;
}

const big = 1e5 ** 2;

/** COCO's ten overlaps, .5 to .95: as NumPy's linspace rounds them, to the bit. */
const cocoOverlaps: Float64Array = spread(0.5, 0.95, 10);

/** Where precision is read off, 0 to 1. */
export const recallPoints: Float64Array = spread(0, 1, 101);

/** The settings of COCO's detection challenge. */
export const cocoSettings: DetectionSettings = {
  overlaps: cocoOverlaps,
  areas: [
    { name: 'all', low: 0, high: big },
    { name: 'small', low: 0, high: 32 ** 2 },
    { name: 'medium', low: 32 ** 2, high: 96 ** 2 },
    { name: 'large', low: 96 ** 2, high: big },
  ],
  limits: [1, 10, 100],
  byClass: true,
};

function spread(from: number, to: number, count: number): Float64Array {
  const step = (to - from) / (count - 1);
  return Float64Array.from({ length: count }, (_, at) => (at === count - 1 ? to : at * step + from));
}
