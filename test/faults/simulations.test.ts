import { expect, test } from 'vitest';
import { createChance } from '../../scripts/simulations/chance.ts';
import { judgeShare, runSimulation } from '../../scripts/simulations/simulation.ts';
import { simulations } from '../../scripts/simulations/simulations.ts';

const seed = Number(process.env['SIGHTLINE_SEED'] ?? 1);
/** Far fewer than the docs' 10,000, so a promise counts as broken only five Monte-Carlo standard errors away. */
const [count, errors] = [200, 5];

test.each(simulations.map((one, at) => [`${one.group}: ${one.what}`, one.images, one, at] as const))('%s, %i images', (_, __, one, at) => {
  const { share, holds } = judgeShare(one, count, runSimulation(one, createChance(seed * 1000 + at), count), errors);
  expect({ share, holds }).toEqual({ share, holds: true });
});
