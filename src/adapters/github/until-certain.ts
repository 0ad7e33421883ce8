import { setTimeout as sleep } from 'node:timers/promises';
import { isUncertain } from './github-failure.ts';

const mostTries = 3;
const pauseMilliseconds = 1000;

/** Sends what must be done once; when its answer got lost, `find` tells what came of it, undefined when nothing did. */
export async function untilCertain<T>(send: () => Promise<T>, find: () => Promise<T | undefined>): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await send();
    } catch (error) {
      if (!isUncertain(error)) {
        throw error;
      }
      await sleep(pauseMilliseconds * attempt);
      const done = await find();
      if (done !== undefined) {
        return done;
      }
      if (attempt === mostTries) {
        throw error;
      }
    }
  }
}
