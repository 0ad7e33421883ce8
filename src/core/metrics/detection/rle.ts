/** A mask as runs, column by column: how many pixels are off, then on, then off ... The runs add up to width times height. */
export interface Rle {
  readonly width: number;
  readonly height: number;
  readonly runs: Uint32Array;
}

/** How many pixels are on. */
export function maskArea({ runs }: Rle): number {
  let sum = 0;
  for (let at = 1; at < runs.length; at += 2) {
    sum += runs[at] ?? 0;
  }
  return sum;
}

/** The smallest box (left, top, width, height) with every pixel that is on; zeros where none is. */
export function maskBox({ height, runs }: Rle): readonly [number, number, number, number] {
  let [left, top, right, bottom] = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY, -1, -1];
  let start = 0;
  for (const [at, run] of runs.entries()) {
    const last = start + run - 1;
    if (at % 2 === 1 && run > 0) {
      const [first, end] = [Math.floor(start / height), Math.floor(last / height)];
      left = Math.min(left, first);
      right = Math.max(right, end);
      top = Math.min(top, first === end ? start % height : 0);
      bottom = Math.max(bottom, first === end ? last % height : height - 1);
    }
    start += run;
  }
  return right < 0 ? [0, 0, 0, 0] : [left, top, right - left + 1, bottom - top + 1];
}

const firstCharacter = 48;

/**
 * The runs of COCO's compressed string; undefined unless it is one. Each run is written as groups of five bits from the lowest up,
 * with a sign and a flag for "more", in printable characters; from the fourth run on as the difference from the run two before.
 */
export function decodeRuns(text: string): Uint32Array | undefined {
  const runs: number[] = [];
  for (let at = 0; at < text.length;) {
    let value = 0;
    let shift = 1;
    let group: number;
    do {
      group = text.charCodeAt(at++) - firstCharacter;
      if (!(group >= 0 && group < 64) || shift > 2 ** 35) {
        return undefined;
      }
      value += (group & 31) * shift;
      shift *= 32;
    } while ((group & 32) !== 0);
    value -= (group & 16) === 0 ? 0 : shift;
    value += runs.length > 2 ? (runs.at(-2) ?? 0) : 0;
    if (value < 0 || value > 2 ** 32 - 1) {
      return undefined;
    }
    runs.push(value);
  }
  return Uint32Array.from(runs);
}
