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
  readonly group: 'false alarms' | 'coverage' | 'power';
  /** The test or the interval, and on what. */
  readonly what: string;
  readonly images: number;
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

/** Runs one simulation `count` times; a promise is broken when it is off by more than so many Monte-Carlo standard errors. */
export function runSimulation(simulation: Simulation, chance: Chance, count: number, errors = 3): Outcome {
  let happened = 0;
  for (let run = 0; run < count; run++) {
    happened += Number(simulation.happens(chance));
  }
  const share = happened / count;
  const { least = 0, most = 1, strict } = simulation.goal ?? {};
  const allowed = (promised: number): number =>
    strict === true && count >= 10_000 ? 0 : errors * Math.sqrt((promised * (1 - promised)) / count);
  return { simulation, count, share, holds: share >= least - allowed(least) && share <= most + allowed(most) };
}
