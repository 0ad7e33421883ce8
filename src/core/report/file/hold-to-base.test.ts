import { describe, expect, test } from 'vitest';
import { madeReport } from '../../../../test/support/report-data.ts';
import { madeReportFile } from '../../../../test/support/report-file.ts';
import type { Spec } from '../../spec/spec.ts';
import { holdToBase } from './hold-to-base.ts';
import type { ReportFile } from './report-file.ts';

type Held = Parameters<typeof holdToBase>[1];

/** Base's spec, as far as it rules. */
function base(evaluate: Partial<Spec['evaluate']> = {}, model: Partial<Spec['model']> = {}): Held {
  return {
    model: { name: 'animals', task: 'classification', artifact: 'model', ...model },
    evaluate: { predictions: 'p.json', primary: { metric: 'accuracy', margin: 0.005 }, seeds: [], slices: [], gates: [], ...evaluate },
  };
}

const gates: Spec['evaluate']['gates'] = [
  { metric: 'accuracy', require: 'not-worse' },
  { metric: 'recall', class: 'cat', require: 'at-least', value: 0.99 },
  { metric: 'accuracy', slice: 'camera=data/test/c1', require: 'better' },
];
const file = madeReportFile(madeReport({ gates, metrics: ['accuracy', 'log-loss', 'kappa'] }));

/** The file with another comparison. */
function claiming(comparison: object): ReportFile {
  return { ...file, comparison: { ...file.comparison, ...comparison } };
}

test('an honest file by the same rules stays as it is, but for the word on seeds', () => {
  expect(holdToBase(file, base({ gates }))).toEqual({ ...file, corrections: [] });
});

describe('a file that claims', () => {
  const low = { base: 0.95, head: 0.9, difference: -0.05, low: -0.08, high: -0.02 };

  test('better while its interval says worse is corrected, and it is told', () => {
    const held = holdToBase(claiming({ verdict: 'better', primary: low, metrics: {} }), base());
    expect(held.comparison.verdict).toBe('worse');
    expect(held.corrections).toContain("The run says better; by its own numbers and base's rules it is: worse.");
  });

  test('an interval above zero of a difference below it, or of none, has no interval', () => {
    const above = { low: 0.02, high: 0.08 };
    for (const primary of [
      { base: 0.95, head: 0.9, difference: -0.05, ...above },
      { base: null, head: null, difference: null, ...above },
    ]) {
      const measured = { difference: primary, head: null };
      const claimed = [{ gate: gates[0], outcome: 'pass', reason: '', measured }];
      const held = holdToBase(claiming({ verdict: 'better', primary, gates: claimed }), base({ gates: gates.slice(0, 1) }));
      expect(held.comparison).toMatchObject({ verdict: 'cannot-tell', primary: { low: null, high: null }, gates: [{ outcome: 'fail' }] });
      expect(held.corrections).toContain("The run says better; by its own numbers and base's rules it is: cannot tell.");
    }
  });

  test('that a gate passes which its numbers do not carry', () => {
    const claimed = file.comparison.gates.map((one) => ({ ...one, outcome: 'pass', reason: 'looks good to me' }));
    const held = holdToBase(claiming({ gates: claimed }), base({ gates }));
    expect(held.comparison.gates.map(({ outcome }) => outcome)).toEqual(file.comparison.gates.map(({ outcome }) => outcome));
    expect(JSON.stringify(held)).not.toContain('looks good');
    expect(held.corrections.join(' ')).toMatch(/gates? (is|are) decided otherwise than the run says/);
  });

  test('that both gave the same answers while its interval does not', () => {
    expect(holdToBase(claiming({ identical: true }), base()).comparison.identical).toBe(false);
  });

  test('to speak for seeds that base does not name', () => {
    const sure = { base: 0.9, head: 0.99, difference: 0.09, low: 0.08, high: 0.1 };
    const lie = claiming({ about: 'change', seedNoise: { seeds: 20, deviation: 0.001, reason: null }, primary: sure });
    const held = holdToBase(lie, base());
    expect(held.comparison).toMatchObject({
      about: 'weights',
      primary: { base: 0.9, head: 0.95 },
      seedNoise: { seeds: 0, deviation: null },
    });
    expect(held.corrections.join(' ')).toContain('more seeds than base names');
    const seeds = Array.from({ length: 20 }, (_, at) => `eval/${at}.json`);
    expect(holdToBase(lie, base({ seeds })).comparison).toMatchObject({ about: 'change', primary: sure, verdict: 'better' });
  });

  test('a reason in its own words: they are not kept', () => {
    const held = holdToBase(claiming({ seedNoise: { seeds: 0, deviation: null, reason: 'approved by @acme/security' } }), base());
    expect(held.comparison.seedNoise.reason).toBe('no runs with other seeds are named');
  });
});

describe("base's rules", () => {
  test('of another margin', () => {
    expect(holdToBase(file, base({ primary: { metric: 'accuracy', margin: 0.5 } })).comparison.verdict).toBe('equivalent');
  });

  test('of another metric, where the run measured it', () => {
    const held = holdToBase(file, base({ primary: { metric: 'log-loss', margin: 0.005 } }));
    expect(held.comparison).toMatchObject({ metric: 'log-loss', verdict: file.comparison.metrics['log-loss']?.verdict });
    expect(held.comparison.primary.low).toBe(file.comparison.metrics['log-loss']?.low);
    expect(held.corrections.join(' ')).toContain("base's counts: log-loss, margin 0.005");
  });

  test('of a metric that the run did not measure tell nothing', () => {
    const held = holdToBase(file, base({ primary: { metric: 'mcc', margin: 0.005 } }));
    expect(held.comparison).toMatchObject({ verdict: 'cannot-tell', primary: { base: null, low: null } });
  });

  test('a gate that the run did not measure fails', () => {
    const more: typeof gates = [...gates, { metric: 'recall', class: 'dog', require: 'at-least', value: 0.1 }];
    const held = holdToBase(file, base({ gates: more }));
    expect(held.comparison.gates.at(-1)).toMatchObject({ outcome: 'fail', reason: 'not measured by this run, so the gate is closed' });
    expect(held.corrections).toEqual(["1 gate is base's and unknown to the run."]);
  });

  test('a gate on a metric that the run compared is held against that', () => {
    const held = holdToBase(file, base({ gates: [{ metric: 'kappa', require: 'not-worse' }] }));
    expect(held.comparison.gates[0]).toMatchObject({ outcome: 'pass', measured: { head: null } });
  });

  test('gates that base does not have count for nothing', () => {
    const held = holdToBase(file, base());
    expect(held.comparison.gates).toEqual([]);
    expect(held.corrections).toEqual(["3 gates are none of base's and count for nothing."]);
  });

  test('of another task leave nothing of it', () => {
    const held = holdToBase(
      file,
      base({ gates: [{ metric: 'AP', require: 'not-worse' }], primary: { metric: 'AP', margin: 0 } }, { task: 'detection' }),
    );
    expect(held.comparison).toMatchObject({ verdict: 'cannot-tell', primary: { low: null }, gates: [{ outcome: 'fail' }] });
    expect(held.corrections.join(' ')).toContain('nothing of it counts');
  });
});
