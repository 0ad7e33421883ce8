import { normalQuantile } from './normal.ts';

const critical = normalQuantile(0.975);
const atPower = normalQuantile(0.8);

/**
 * How many paired images, to the nearest one, show a difference in accuracy with 80 % power at the two-sided 5 % level.
 * `difference` is head's accuracy minus base's, `discordance` the share of images that only one model gets right;
 * 0 < |difference| <= discordance <= 1. A difference of 0 needs infinitely many.
 *
 * Connor: Sample size for testing differences in proportions for the paired-sample design. Biometrics 43, 1987, formula (3).
 */
export function imagesToShowDifference(difference: number, discordance: number): number {
  const root = critical * Math.sqrt(discordance) + atPower * Math.sqrt(discordance - difference ** 2);
  return Math.round((root / difference) ** 2);
}

/**
 * How many paired images show with 80 % power that two models differ by less than `margin`, by a 95 % interval
 * that lies within it. `deviation` is the standard deviation of the difference on one image (for accuracy
 * sqrt(discordance - difference^2)). Infinite unless |difference| < margin.
 *
 * Julious: Sample sizes for clinical trials with normal data. Statistics in Medicine 23, 2004, section 5. Without a difference
 * both sides of the margin must hold, hence 90 % each. Two more images a room's worth, since bounds of counted images lie half an
 * image further out, and between whole numbers of them (with one less, simulations find 78 to 79 %).
 */
export function imagesToShowEquivalence(difference: number, deviation: number, margin: number): number {
  const room = margin - Math.abs(difference);
  if (room <= 0) {
    return Number.POSITIVE_INFINITY;
  }
  const power = difference === 0 ? normalQuantile(0.9) : atPower;
  return Math.ceil((((critical + power) * deviation) / room) ** 2 + 2 / room);
}

/** The smallest difference that this many paired images show with 80 % power, where `deviation` is as above. */
export function discernibleDifference(images: number, deviation: number): number {
  return ((critical + atPower) * deviation) / Math.sqrt(images);
}
