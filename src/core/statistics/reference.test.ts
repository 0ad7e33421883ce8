import { readFileSync } from 'node:fs';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { describe, expect, test } from 'vitest';
import { binomialMass } from './binomial.ts';
import { pairedBootstrap, percentileInterval } from './bootstrap.ts';
import { holmCorrection } from './holm.ts';
import { mcnemarMidP } from './mcnemar.ts';
import { pairedAccuracyInterval } from './paired-accuracy.ts';
import { discernibleDifference, imagesToShowDifference, imagesToShowEquivalence } from './sample-size.ts';
import { wilsonInterval } from './wilson.ts';

// `npm run reference -- FOLDER` names another collection of the same form.
const collection = process.env['SIGHTLINE_REFERENCE'] ?? fileURLToPath(new URL('../../../test/fixtures/reference', import.meta.url));
const folder = pathToFileURL(`${collection}/04_model_comparison/`);

function readJson(path: string): unknown {
  return JSON.parse(readFileSync(new URL(path, folder), 'utf8'));
}

/** Little-endian int32 arrays of NumPy's format 1.0 only. */
function readInt32(path: string): Int32Array {
  const bytes = readFileSync(new URL(path, folder));
  const start = 10 + bytes.readUInt16LE(8);
  expect(bytes.subarray(10, start).toString('latin1')).toContain("'<i4'");
  return Int32Array.from({ length: (bytes.length - start) / 4 }, (_, at) => bytes.readInt32LE(start + 4 * at));
}

interface Case {
  readonly mcnemar: { readonly table: readonly [readonly [number, number], readonly [number, number]]; readonly mid_p: number };
  readonly accuracy_diff: number;
  readonly bootstrap_portable: {
    readonly seed: number;
    readonly B: number;
    readonly ci95: readonly number[];
    readonly ci90: readonly number[];
    readonly first5: readonly number[];
  };
  readonly scipy_bootstrap_percentile: { readonly ci95: readonly number[] };
  readonly scipy_bootstrap_BCa: { readonly ci95: readonly number[] };
  readonly accuracy_a: number;
  readonly accuracy_a_ci95_wilson: readonly number[];
}

describe.each(['breast_cancer_gnb_vs_knn', 'digits_logreg_vs_gnb'])('%s', (name) => {
  const expected = readJson(`${name}/expected.json`) as Case;
  const [truth, a, b] = ['y_true', 'pred_a', 'pred_b'].map((file) => readInt32(`${name}/${file}.npy`));
  const kinds = Int32Array.from(truth ?? [], (of, at) => 2 * Number(a?.[at] === of) + Number(b?.[at] === of));
  const images = kinds.length;
  const count = (kind: number): number => kinds.filter((one) => one === kind).length;

  test("McNemar's mid-p", () => {
    const [[, onlyA], [onlyB]] = expected.mcnemar.table;
    expect([count(2), count(1)]).toEqual([onlyA, onlyB]);
    expect(mcnemarMidP(onlyA, onlyB)).toBeCloseTo(expected.mcnemar.mid_p, 12);
  });

  test('the portable bootstrap, draw by draw', () => {
    const [values = new Float64Array()] = pairedBootstrap(kinds, 4, ([, onlyB = 0, onlyA = 0]) => [(onlyA - onlyB) / images], {
      resamples: expected.bootstrap_portable.B,
      seed: expected.bootstrap_portable.seed,
    });
    expect([...values.subarray(0, 5)]).toEqual(expected.bootstrap_portable.first5.map((value) => expect.closeTo(value, 12) as number));
    const [low = 0, high = 0] = expected.bootstrap_portable.ci95;
    expect(percentileInterval(values, 0.05)).toEqual({ low: expect.closeTo(low, 9) as number, high: expect.closeTo(high, 9) as number });
    const [low90 = 0, high90 = 0] = expected.bootstrap_portable.ci90;
    expect(percentileInterval(values, 0.1)).toEqual({ low: expect.closeTo(low90, 9) as number, high: expect.closeTo(high90, 9) as number });
  });

  test("the interval of accuracies agrees with scipy's bootstraps", () => {
    const interval = pairedAccuracyInterval({ images, onlyBaseRight: count(1), onlyHeadRight: count(2) }, 0.05);
    for (const { ci95 } of [expected.scipy_bootstrap_percentile, expected.scipy_bootstrap_BCa]) {
      expect(Math.abs(interval.low - (ci95[0] ?? 0))).toBeLessThan(0.003);
      expect(Math.abs(interval.high - (ci95[1] ?? 0))).toBeLessThan(0.003);
    }
  });

  test("Wilson's interval", () => {
    const [low = 0, high = 0] = expected.accuracy_a_ci95_wilson;
    const interval = wilsonInterval(Math.round(expected.accuracy_a * images), images);
    expect(interval).toEqual({ low: expect.closeTo(low, 12) as number, high: expect.closeTo(high, 12) as number });
  });
});

describe('McNemar on tables', () => {
  const tables = readJson('mcnemar_tables/tables.json') as readonly (readonly [readonly [number, number], readonly [number, number]])[];
  const expected = readJson('mcnemar_tables/expected.json') as readonly { readonly exact: { readonly pvalue: number } }[];
  test.each(tables.map(([[, b], [c]], at) => [b, c, expected[at]?.exact.pvalue ?? 0]))('%i and %i', (b, c, exact) => {
    // Mid-p counts only half of the chance of what was seen itself; a tie is 1 either way.
    const mid = b === c ? 1 : exact - binomialMass(b + c, 0.5, Math.min(b, c));
    expect(mcnemarMidP(b, c) / mid).toBeCloseTo(1, 9);
  });

  test('without discordant images nothing is doubted', () => {
    expect(mcnemarMidP(0, 0)).toBe(1);
  });

  test('tiny p-values keep their digits', () => {
    expect(mcnemarMidP(0, 300) / 0.5 ** 300).toBeCloseTo(1, 9);
  });
});

test("Holm's adjusted p-values", () => {
  const families = readJson('multiple_testing/pvalues.json') as readonly (readonly number[])[];
  const expected = readJson('multiple_testing/expected.json') as readonly {
    readonly holm: { readonly p_adjusted: readonly number[]; readonly reject: readonly boolean[] };
  }[];
  for (const [at, family] of families.entries()) {
    const steps = holmCorrection(family, 0.05);
    expect(steps.map(({ adjusted }) => adjusted)).toEqual(expected[at]?.holm.p_adjusted.map((p) => expect.closeTo(p, 9) as number));
    expect(steps.map(({ alpha }, index) => (family[index] ?? 1) < alpha)).toEqual(expected[at]?.holm.p_adjusted.map((p) => p < 0.05));
  }
});

describe('sample sizes', () => {
  test('paired images for one point at 80 % power', () => {
    expect(imagesToShowDifference(0.01, 0.05)).toBe(3922);
    expect(imagesToShowDifference(-0.01, 0.1)).toBe(7847);
  });

  test('what can be shown with that many images is that difference', () => {
    expect(discernibleDifference(3922, Math.sqrt(0.05 - 0.0001))).toBeCloseTo(0.01, 3);
  });

  test('equivalence needs more the nearer the margin, and is never shown beyond it', () => {
    expect(imagesToShowEquivalence(0.004, 0.2, 0.005)).toBeGreaterThan(imagesToShowEquivalence(0.001, 0.2, 0.005));
    expect(imagesToShowEquivalence(0.005, 0.2, 0.005)).toBe(Number.POSITIVE_INFINITY);
  });
});
