import type { Chance } from './chance.ts';

/** What a simulated share is held against. */
export interface Goal {
  /** The least and the largest share that theory promises; three Monte-Carlo standard errors are allowed besides. */
  readonly least?: number;
  readonly most?: number;
  /** Without the allowance, from 10,000 simulations on. */
  readonly strict?: true;
}

/** One thing that is counted over many simulated test sets. */
export interface Simulation {
  readonly group: 'false alarms' | 'coverage' | 'power' | 'resampled';
  /** The test or the interval, and on what. */
  readonly what: string;
  readonly images: number;
  /** At most so many test sets, where one takes long. */
  readonly count?: number;
  /** Undefined: shown, not judged. */
  readonly goal?: Goal;
  /** One simulated test set: whether the thing happened. */
  readonly happens: (chance: Chance) => boolean;
}

/** How often it happened. */
export interface Outcome {
  readonly simulation: Simulation;
  readonly count: number;
  readonly share: number;
  readonly holds: boolean;
}

/** Runs one simulation `count` times, or as often as it may: how often it happened. */
export function runSimulation({ happens, count: most = Number.POSITIVE_INFINITY }: Simulation, chance: Chance, count: number): number {
  const runs = Math.min(most, count);
  let happened = 0;
  for (let run = 0; run < runs; run++) {
    happened += Number(happens(chance));
  }
  return happened / runs;
}

/** Holds what was simulated up to `most` times against its promise, which is broken when the share is off by more than so many Monte-Carlo standard errors. */
export function judgeShare(simulation: Simulation, most: number, share: number, errors = 3): Outcome {
  const count = Math.min(most, simulation.count ?? most);
  const { least = 0, most: greatest = 1, strict } = simulation.goal ?? {};
  const allowed = (promised: number): number =>
    strict === true && count >= 10_000 ? 0 : errors * Math.sqrt((promised * (1 - promised)) / count);
  return { simulation, count, share, holds: share >= least - allowed(least) && share <= greatest + allowed(greatest) };
}
