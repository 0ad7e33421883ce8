import { describe, expect, it } from 'vitest';
import { SightlineError } from '../core/errors.ts';
import { transferEach, refuseFailures } from './transfer-pool.ts';

const signal = new AbortController().signal;
const numbers = (count: number): readonly number[] => Array.from({ length: count }, (_, at) => at);

describe('transferEach', () => {
  it('works on as many at once as it is told, and takes items only as they are needed', async () => {
    let [running, most, taken] = [0, 0, 0];
    function* items(): Iterable<number> {
      for (const at of numbers(50)) {
        taken += 1;
        expect(taken - at).toBeLessThanOrEqual(1);
        yield at;
      }
    }
    const work = async (): Promise<void> => {
      running += 1;
      most = Math.max(most, running);
      await new Promise(setImmediate);
      running -= 1;
    };
    expect(await transferEach(items(), work, { concurrency: 7, signal })).toEqual({ failures: 0, first: undefined });
    expect([most, taken]).toEqual([7, 50]);
  });

  it('goes on after a failure and tells how many there were, and of the first', async () => {
    const done: number[] = [];
    const work = async (at: number): Promise<void> => {
      if (at % 10 === 3) {
        throw new SightlineError('wrong-content', `object ${at}`);
      }
      done.push(at);
    };
    const result = await transferEach(numbers(40), work, { concurrency: 4, signal });
    expect([done.length, result.failures, result.first?.message]).toEqual([36, 4, 'object 3']);
    const nothing = { failures: 0, first: undefined };
    expect(() => refuseFailures('fetched', [nothing, result])).toThrow('4 files could not be fetched; the first: object 3');
    expect(() => refuseFailures('fetched', [nothing])).not.toThrow();
  });

  it.each([
    ['remote-denied', 1],
    ['write-failed', 1],
    ['remote-failed', 24],
  ] as const)('stops where every other would fail, too: %s', async (code, tries) => {
    let tried = 0;
    const work = async (): Promise<void> => {
      tried += 1;
      throw new SightlineError(code, 'no');
    };
    const result = await transferEach(numbers(1000), work, { concurrency: 1, signal });
    expect([tried, result.failures, result.first?.code]).toEqual([tries, tries, code]);
  });

  it('ends as interrupted, and waits for what it has begun', async () => {
    const stop = new AbortController();
    let running = 0;
    const work = async (at: number): Promise<void> => {
      running += 1;
      await new Promise(setImmediate);
      if (at === 5) {
        stop.abort();
      }
      running -= 1;
    };
    await expect(transferEach(numbers(1000), work, { concurrency: 3, signal: stop.signal })).rejects.toMatchObject({ code: 'interrupted' });
    expect(running).toBe(0);
  });

  it('throws what is no error of ours as it is', async () => {
    const bug = new TypeError('a bug');
    await expect(transferEach(numbers(3), () => Promise.reject(bug), { concurrency: 2, signal })).rejects.toBe(bug);
  });
});
