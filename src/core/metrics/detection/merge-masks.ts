import type { Rle } from './rle.ts';

/** The pixels that are on in any of some masks of one size. */
export function mergeMasks(masks: readonly Rle[]): Rle {
  const [first, ...others] = masks;
  if (first === undefined) {
    throw new RangeError('no masks');
  }
  return others.reduce(unite, first);
}

function unite(one: Rle, other: Rle): Rle {
  const runs: number[] = [0];
  let isOn = false;
  forEachShared(one, other, (length, first, second) => {
    if ((first || second) !== isOn) {
      runs.push(0);
      isOn = !isOn;
    }
    runs[runs.length - 1] = (runs.at(-1) ?? 0) + length;
  });
  return { width: one.width, height: one.height, runs: Uint32Array.from(runs) };
}

/** Walks the stretches in which neither of two masks changes. */
export function forEachShared(one: Rle, other: Rle, visit: (length: number, first: boolean, second: boolean) => void): void {
  let [at, otherAt] = [0, 0];
  let [left, otherLeft] = [one.runs[0] ?? 0, other.runs[0] ?? 0];
  while (at < one.runs.length && otherAt < other.runs.length) {
    const length = Math.min(left, otherLeft);
    if (length > 0) {
      visit(length, at % 2 === 1, otherAt % 2 === 1);
    }
    left -= length;
    otherLeft -= length;
    if (left === 0) {
      left = one.runs[++at] ?? 0;
    }
    if (otherLeft === 0) {
      otherLeft = other.runs[++otherAt] ?? 0;
    }
  }
}
