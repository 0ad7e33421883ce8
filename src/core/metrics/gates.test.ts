import { describe, expect, test } from 'vitest';
import type { Gate } from '../spec/spec.ts';
import type { GateResult, Measured } from './comparison.ts';
import { checkGates, type Unmeasured } from './gates.ts';

type Task = Parameters<typeof checkGates>[1]['task'];

/** One gate, held against what was measured. */
function check(gate: Gate, measured: Measured | Unmeasured, task: Task = 'classification'): Omit<GateResult, 'gate'> | undefined {
  return checkGates([gate], { task, margin: 0.05, measure: () => measured })[0];
}

function measured(low: number, high: number): Measured {
  const value = (low + high) / 2;
  return {
    difference: { base: 0.5, head: 0.5 + value, difference: value, low, high },
    head: { value: 0.5 + value, low: 0.5 + low, high: 0.5 + high, images: 100 },
  };
}

describe('a difference', () => {
  test.each([
    ['accuracy', 'not-worse', -0.04, 0.2, 'pass'],
    ['accuracy', 'not-worse', -0.2, 0.04, 'cannot-tell'],
    ['accuracy', 'not-worse', -0.2, -0.06, 'fail'],
    ['log-loss', 'not-worse', -0.2, 0.04, 'pass'],
    ['log-loss', 'not-worse', -0.04, 0.2, 'cannot-tell'],
    ['log-loss', 'not-worse', 0.06, 0.2, 'fail'],
    ['accuracy', 'better', 0.01, 0.2, 'pass'],
    ['log-loss', 'better', -0.2, -0.01, 'pass'],
    ['log-loss', 'better', 0.01, 0.2, 'fail'],
    ['log-loss', 'better', -0.01, 0.2, 'cannot-tell'],
    ['log-loss', 'better', -0.01, 0.01, 'fail'],
  ] as const)('of %s, %s, from %f to %f: %s', (metric, require, low, high, outcome) => {
    expect(check({ metric, require }, measured(low, high))?.outcome).toBe(outcome);
  });

  test('is told in points of a share, and as it is of a loss', () => {
    expect(check({ metric: 'accuracy', require: 'better' }, measured(0.01, 0.2))?.reason).toBe(
      '+10.50 points (+1.00 to +20.00), margin 5.00',
    );
    expect(check({ metric: 'log-loss', require: 'better' }, measured(0.01, 0.2))?.reason).toBe(
      '+0.1050 (+0.0100 to +0.2000), margin 0.0500',
    );
  });
});

describe('a bound', () => {
  test.each([
    ['at-least', 0.5, 'pass'],
    ['at-least', 0.6, 'cannot-tell'],
    ['at-least', 0.8, 'fail'],
    ['at-most', 0.8, 'pass'],
    ['at-most', 0.4, 'fail'],
  ] as const)('%s %f of 0.51 to 0.70: %s', (require, value, outcome) => {
    expect(check({ metric: 'log-loss', require, value }, measured(0.01, 0.2))?.outcome).toBe(outcome);
  });
});

describe('closed', () => {
  const unknown = { base: Number.NaN, head: Number.NaN, difference: Number.NaN, low: Number.NaN, high: Number.NaN };
  const good = measured(0.1, 0.2);

  test.each([
    ['a metric that the task has not', { metric: 'AP', require: 'better' }, good, "classification has no metric 'AP'"],
    ['a metric of a class without one', { metric: 'recall', require: 'better' }, good, 'the gate names none'],
    ['a metric of the model with a class', { metric: 'kappa', class: 'a', require: 'better' }, good, 'the gate names a class'],
    ['nothing to measure', { metric: 'kappa', require: 'better' }, { why: 'base has labels only' }, 'base has labels only'],
    ['NaN', { metric: 'kappa', require: 'not-worse' }, { difference: unknown, head: null }, 'undefined'],
    [
      'NaN of head',
      { metric: 'kappa', require: 'at-most', value: 1 },
      { difference: unknown, head: { value: 0.5, low: Number.NaN, high: 1, images: 9 } },
      'undefined',
    ],
    [
      'null',
      { metric: 'kappa', require: 'better' },
      { difference: { base: null, head: 1, difference: null, low: null, high: null }, head: null },
      'undefined',
    ],
  ] as const)('%s', (_, gate, what, reason) => {
    const result = check(gate, what);
    expect(result?.outcome).toBe('fail');
    expect(result?.reason).toContain(reason);
    expect(result?.reason).toMatch(/, so the gate is closed$/);
  });

  test('a metric of either kind needs no class and may have one', () => {
    expect(check({ metric: 'AP50', require: 'better' }, good, 'detection')?.outcome).toBe('pass');
    expect(check({ metric: 'AP50', class: 'a', require: 'better' }, good, 'detection')?.outcome).toBe('pass');
  });
});
