import { coverage } from './coverage.ts';
import { resampled } from './resampled.ts';
import { falseAlarms } from './false-alarms.ts';
import { power } from './power.ts';
import type { Simulation } from './simulation.ts';

/** All that is simulated. */
export const simulations: readonly Simulation[] = [...falseAlarms, ...coverage, ...power, ...resampled];
