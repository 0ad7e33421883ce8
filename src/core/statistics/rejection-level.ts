import type { Interval } from './interval.ts';
import { normalTwoSided } from './normal.ts';

/** Beyond so many standard errors a p-value is below 1e-300, and said to be 0. */
const farthest = 37;
const halvings = 60;

/**
 * The p-value that says what an interval says: the smallest level (alpha) at which the interval excludes 0, by halving the
 * standard errors that belong to it. `rejects` says it of a level, and of every greater one too. 1 where none does.
 */
export function findRejection(rejects: (level: number) => boolean): number {
  if (rejects(normalTwoSided(farthest))) {
    return 0;
  }
  let [kept, rejected] = [farthest, 0];
  for (let step = 0; step < halvings; step++) {
    const middle = (kept + rejected) / 2;
    if (rejects(normalTwoSided(middle))) {
      rejected = middle;
    } else {
      kept = middle;
    }
  }
  return normalTwoSided(rejected);
}

/** Whether 0 lies outside of an interval. */
export function excludesZero({ low, high }: Interval): boolean {
  return low > 0 || high < 0;
}
