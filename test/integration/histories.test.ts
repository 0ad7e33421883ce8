import { expect, it } from 'vitest';
import { liveHistory } from '../support/random-history.ts';

/** `npm run test:faults` lives through more, and with `--full` through a hundred. */
it.each([1, 2, 3])('history %i trains nothing twice and serves no result of other inputs', async (seed) => {
  const { faults, trainings, events } = await liveHistory(seed, 5);
  expect(faults).toEqual([]);
  expect(trainings).toBeGreaterThan(0);
  expect(events.length).toBeGreaterThan(5);
});
