import { momentsOf } from '../../statistics/paired-t.ts';
import { studentTwoSided } from '../../statistics/student-t.ts';
import { levelsWithin, type SeedCurves } from './seed-curves.ts';

/** A training that leaves the others. */
export interface Leaver {
  /** Its number. */
  readonly run: number;
  /** By index, the step since which it is off by half of what it then is, or more. */
  readonly at: number;
  readonly isWorse: boolean;
}

const parts = 4;

/**
 * Trainings that in one of the four quarters lie further from the rest than the rest's own spread gives: each is held against the
 * others by Student's t, and all tests together (every training, every quarter) call a seed of the same kind one that leaves with a
 * chance of `alpha` at most. In the order of the trainings.
 *
 * The outlier test of Pearson and Chandra Sekar (The efficiency of statistical tools and a criterion for the rejection of outlying
 * observations. Biometrika 28, 1936), with Bonferroni's bound as Grubbs (Sample criteria for testing outlying observations. Annals
 * of Mathematical Statistics 21, 1950) has it.
 */
export function findLeavers(seeds: SeedCurves, alpha: number): Leaver[] {
  const { x, runs } = seeds;
  const steps = Math.floor(x.length / parts);
  const tests = runs.length * parts;
  const quarters = Array.from({ length: parts }, (_, part) => x.length - (parts - part) * steps);
  const levels = quarters.map((from) => levelsWithin(seeds, from, steps));
  return runs.flatMap((_, run): Leaver[] => {
    const part = levels.findIndex((all) => tests * pOfOutlier(all, run) < alpha);
    const distance = distanceOf(levels[part] ?? [], run);
    return part < 0 ? [] : [{ run, at: leftAt(seeds, run, distance, (quarters[part] ?? 0) + steps), isWorse: distance > 0 }];
  });
}

/** How far a value lies above the mean of the others. */
function distanceOf(values: readonly number[], at: number): number {
  return (values[at] ?? Number.NaN) - momentsOf(values.filter((_, other) => other !== at)).mean;
}

/** The chance of a value so far from the others, on either side, that is one of them. */
function pOfOutlier(values: readonly number[], at: number): number {
  const others = values.filter((_, other) => other !== at);
  const error = momentsOf(others).deviation * Math.sqrt(1 + 1 / others.length);
  // Others that are all the same number tell no spread to hold anything against.
  return error > 0 ? studentTwoSided(distanceOf(values, at) / error, others.length - 1) : 1;
}

/** The first step of the last stretch before `end` in which the training is off by half of `distance` without a break. */
function leftAt({ runs }: SeedCurves, run: number, distance: number, end: number): number {
  const isOff = (at: number): boolean => {
    const here = runs.map((values) => values[at] ?? Number.NaN);
    return distanceOf(here, run) / distance >= 0.5;
  };
  let last = end - 1;
  while (last > 0 && !isOff(last)) {
    last--;
  }
  while (last > 0 && isOff(last - 1)) {
    last--;
  }
  return last;
}
