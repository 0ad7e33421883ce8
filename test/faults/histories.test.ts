import { expect, it } from 'vitest';
import { liveHistory } from '../support/random-history.ts';
import { faults, seed } from './killed-process.ts';

const count = faults >= 1000 ? 100 : 10;

it(`${count} random histories train nothing twice and serve no result of other inputs`, async () => {
  let [jobs, idle, trainings] = [0, 0, 0];
  for (let at = 0; at < count; at += 1) {
    const history = await liveHistory(seed * 1000 + at, 8);
    expect(history.faults).toEqual([]);
    jobs += history.events.length;
    idle += history.idle;
    trainings += history.trainings;
  }
  process.stdout.write(`${count} histories: ${jobs} jobs, ${trainings} trainings, ${idle} jobs with nothing to train\n`);
  expect(idle).toBeGreaterThan(trainings); // else the histories never came back to anything
});
