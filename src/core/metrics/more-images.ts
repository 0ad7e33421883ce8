import { discernibleDifference, imagesToShowDifference, imagesToShowEquivalence } from '../statistics/sample-size.ts';
import { criticalValue } from '../statistics/normal.ts';
import type { Difference, Discordance } from './comparison.ts';
import { alpha } from './compare-accuracy.ts';

/** What the size of a test set allows to tell. */
export interface TestSetPower {
  /** How many more images would probably (80 %) end in an answer, were the models as different as they look; null when no number would. */
  readonly moreImages: number | null;
  /** The smallest difference that these images show with 80 % power; null when no image tells the models apart. */
  readonly discernible: number | null;
}

/**
 * From the accuracies: an answer is either a difference (Connor's formula for McNemar's test) or equivalence
 * within the margin, whichever needs fewer images.
 */
export function powerOfAccuracy(images: number, { onlyBaseRight, onlyHeadRight }: Discordance, margin: number): TestSetPower {
  const discordant = onlyBaseRight + onlyHeadRight;
  if (discordant === 0) {
    // The interval of such a comparison is +-(1 - (alpha / 2)^(1 / n)): this n brings it within the margin.
    const needed = margin > 0 ? Math.ceil(Math.log(alpha / 2) / Math.log1p(-margin)) : Number.POSITIVE_INFINITY;
    return { moreImages: missing(needed, images), discernible: null };
  }
  return powerOf(images, (onlyHeadRight - onlyBaseRight) / images, discordant / images, margin);
}

/** From any metric's interval, taken as normal. */
export function powerOfInterval(images: number, { difference, low, high }: Difference, margin: number): TestSetPower {
  if (difference === null || low === null || high === null || low === high) {
    return { moreImages: null, discernible: null };
  }
  const variance = ((high - low) / (2 * criticalValue(alpha))) ** 2 * images;
  return powerOf(images, difference, variance + difference ** 2, margin);
}

/** `discordance` is the mean square of the difference on one image: for accuracy the share of discordant images. */
function powerOf(images: number, difference: number, discordance: number, margin: number): TestSetPower {
  const deviation = Math.sqrt(Math.max(0, discordance - difference ** 2));
  const toDiffer = difference === 0 ? Number.POSITIVE_INFINITY : imagesToShowDifference(difference, discordance);
  const toAgree = imagesToShowEquivalence(difference, deviation, margin);
  return { moreImages: missing(Math.min(toDiffer, toAgree), images), discernible: discernibleDifference(images, deviation) };
}

function missing(needed: number, have: number): number | null {
  return Number.isFinite(needed) ? Math.max(1, needed - have) : null;
}
