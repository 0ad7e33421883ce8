import { setImmediate as tick } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { MemoryBudget } from './memory-budget.ts';
import { RequestLimiter } from './request-limiter.ts';

/** Runs works that end one at each tick; answers how many ran at once at most. */
async function most(run: (work: () => Promise<void>) => Promise<void>, count: number): Promise<number> {
  let running = 0;
  let seen = 0;
  const work = async (): Promise<void> => {
    running += 1;
    seen = Math.max(seen, running);
    await tick();
    running -= 1;
  };
  await Promise.all(Array.from({ length: count }, async () => run(work)));
  return seen;
}

describe('a limit of requests', () => {
  it('is kept, halved by complaints that count once, and rises again', async () => {
    const limiter = new RequestLimiter(8);
    expect(await most(async (work) => limiter.run(work), 40)).toBe(8);
    limiter.slowDown();
    limiter.slowDown();
    expect(limiter.limit).toBe(4);
    expect(await most(async (work) => limiter.run(work), 15)).toBe(4);
    await most(async (work) => limiter.run(work), 300);
    expect(limiter.limit).toBe(8);
  });

  it('never falls to nothing, and work that fails frees its place', async () => {
    const limiter = new RequestLimiter(2);
    for (let at = 0; at < 5; at += 1) {
      await expect(limiter.run(async () => Promise.reject(new Error('x')))).rejects.toThrow('x');
      limiter.slowDown();
    }
    expect(limiter.limit).toBe(1);
    expect(await most(async (work) => limiter.run(work), 5)).toBe(1);
  });
});

describe('a budget of memory', () => {
  it('is never exceeded, and one work larger than all of it runs alone', async () => {
    const budget = new MemoryBudget(10);
    expect(await most(async (work) => budget.with(3, work), 20)).toBe(3);
    expect(await most(async (work) => budget.with(100, work), 4)).toBe(1);
  });
});
