import { describe, expect, test } from 'vitest';
import { randomStream } from '../../training/random.ts';
import type { CurveSeries } from './curve-series.ts';
import { judgeSeeds } from './judge-seeds.ts';

const points = 60;

/** Trainings of one course, each a little off throughout, with noise; `ill` moves a value of a run at a step. */
function trainings(count: number, ill: (run: number, at: number) => number = () => 0, name = 'loss'): CurveSeries[][] {
  const random = randomStream(11, name);
  const turn = name === 'accuracy' ? -1 : 1;
  return Array.from({ length: count }, (_, run) => {
    const off = 0.02 * random.normal();
    const x = Array.from({ length: points }, (_value, at) => at + 1);
    return [{ name, x, y: x.map((_value, at) => turn * (2 * Math.exp(-at / 10) + 0.3 + off + 0.01 * random.normal() + ill(run, at))) }];
  });
}

test('seeds of the same kind: their spread by step, and nothing found', () => {
  const [spread, ...others] = judgeSeeds(trainings(6));
  expect(others).toEqual([]);
  expect(spread).toMatchObject({ curve: 'loss', runs: 6, leavers: [] });
  expect(spread).not.toHaveProperty('growsAt');
  expect(spread?.deviation).toHaveLength(points);
  expect(spread?.end).toBeCloseTo(0.3, 1);
});

test.each(['loss', 'accuracy'])('a seed that leaves the others, with the step: %s', (name) => {
  const [spread] = judgeSeeds(trainings(6, (run, at) => (run === 4 && at >= 30 ? 0.8 : 0), name));
  expect(spread?.leavers).toEqual([{ run: 4, at: 31, isWorse: true }]);
  expect(spread).not.toHaveProperty('growsAt');
});

test('a seed that leaves for the better', () => {
  const [spread] = judgeSeeds(trainings(8, (run, at) => (run === 0 && at >= 40 ? -0.6 : 0)));
  expect(spread?.leavers).toEqual([{ run: 0, at: 41, isWorse: false }]);
});

test('seeds that drift apart, with about the step', () => {
  const [spread] = judgeSeeds(trainings(8, (run, at) => (run - 3.5) * 0.01 * Math.max(0, at - 35)));
  expect(spread?.leavers).toEqual([]);
  expect(Math.abs((spread?.growsAt ?? 0) - 38)).toBeLessThan(6);
});

describe('what is not judged', () => {
  test('fewer than five seeds are described', () => {
    const [spread] = judgeSeeds(trainings(4, (run, at) => (run === 1 && at > 30 ? 5 : 0)));
    expect(spread).toMatchObject({ runs: 4, leavers: [] });
  });

  test('one training alone, none, and measures that have no better or that one lacks', () => {
    expect(judgeSeeds(trainings(1))).toEqual([]);
    expect(judgeSeeds([])).toEqual([]);
    expect(judgeSeeds(trainings(6, undefined, 'learningRate'))).toEqual([]);
    expect(judgeSeeds([...trainings(5), []])).toEqual([]);
  });

  test('only steps that all have; where there are none, nothing is known', () => {
    const runs = trainings(6);
    const short = runs.map((curves, run) =>
      curves.map((one) => (run === 2 ? { ...one, x: one.x.slice(0, 20), y: one.y.slice(0, 20) } : one)),
    );
    expect(judgeSeeds(short)[0]?.x).toEqual(runs[0]?.[0]?.x.slice(0, 20));
    const apart = runs.map((curves, run) => curves.map((one) => ({ ...one, x: one.x.map((at) => at + 1000 * run) })));
    expect(judgeSeeds(apart)[0]).toMatchObject({ x: [], deviation: [], leavers: [], end: Number.NaN });
  });

  test('seeds that are all the same', () => {
    const [one = []] = trainings(1);
    expect(judgeSeeds([one, one, one, one, one, one])[0]).toMatchObject({ leavers: [] });
  });
});
