import type { Interval } from '../../statistics/interval.ts';

/** Fewer images than these say nothing about a share, whatever its interval. */
const fewestImages = 30;
/** An interval of this width or more says too little. */
const widestInterval = 0.3;

/**
 * Whether a slice is too small to be judged: fewer than 30 images, or a 95 % interval of accuracy 30 points wide or wider. The
 * rule for proportions of the U.S. National Center for Health Statistics (Data Presentation Standards for Proportions, Vital and
 * Health Statistics 2(175), 2017), without its third part, which is about relative widths.
 */
export function isTooSmall(images: number, accuracy: Interval | null): boolean {
  return images < fewestImages || accuracy === null || accuracy.high - accuracy.low >= widestInterval;
}
