import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { betaCdf, betaQuantile } from './beta.ts';
import { logGamma } from './gamma.ts';
import { normalCdf, normalQuantile, normalUpperTail } from './normal.ts';
import { studentCriticalValue, studentTwoSided } from './student-t.ts';

// The values are SciPy's (1.17.1).
describe.each<[string, (...at: number[]) => number, readonly (readonly number[])[]]>([
  [
    'normal tail',
    normalUpperTail,
    [
      [0.5, 0.3085375387259869],
      [1, 0.15865525393145707],
      [2.8, 0.002555130330427932],
      [3, 0.0013498980316300933],
      [6, 9.865876450376946e-10],
      [20, 2.7536241186061556e-89],
      [-1.5, 0.9331927987311419],
    ],
  ],
  [
    'normal quantile',
    normalQuantile,
    [
      [1e-12, -7.034483825301131],
      [0.001, -3.090232306167813],
      [0.3, -0.5244005127080409],
      [0.975, 1.959963984540054],
      [0.999999999, 5.997807019601637],
    ],
  ],
  [
    "Student's two-sided p",
    studentTwoSided,
    [
      [0, 3, 1],
      [2, 1, 0.2951672353008665],
      [2.5, 5, 0.05449009934237626],
      [4, 10.5, 0.002286128077256208],
      [12, 100, 4.395087715604393e-21],
      [1.9, 5000, 0.05749059551995994],
    ],
  ],
  [
    "Student's critical value",
    studentCriticalValue,
    [
      [0.05, 1, 12.706204736174705],
      [0.05, 5, 2.5705818356363155],
      [0.01, 7.3, 3.4510316556221854],
      [0.001, 100, 3.3904913111642294],
    ],
  ],
  [
    'beta',
    betaCdf,
    [
      [0.1, 0.5, 0.5, 0.20483276469913345],
      [0.3, 2, 5, 0.5798250000000003],
      [0.9, 20, 3, 0.6200409384119034],
      [0.501, 5000, 5000, 0.5792578324565805],
      [0.0001, 0.5, 9000, 0.8202923414081658],
      [0.2, 1e5, 4.1e5, 0.9999999999988861],
    ],
  ],
  [
    'log gamma',
    logGamma,
    [
      [0.01, 4.599479878042022],
      [0.5, 0.5723649429247],
      [7.5, 7.534364236758734],
      [16, 27.899271383840894],
      [1e6, 12815504.569147611],
    ],
  ],
])('%s', (_, ours, rows) => {
  test.each(rows.map((row) => [row.slice(0, -1), row.at(-1) ?? 0] as const))('at %j', (at, expected) => {
    expect(ours(...at) / expected).toBeCloseTo(1, 10);
  });
});

test('quantiles undo distributions', () => {
  const level = fc.double({ min: 1e-9, max: 1 - 1e-9, noNaN: true });
  const shape = fc.double({ min: 1, max: 500, noNaN: true });
  fc.assert(
    fc.property(level, shape, shape, (p, a, b) => {
      expect(normalCdf(normalQuantile(p)) / p).toBeCloseTo(1, 9);
      expect(betaCdf(betaQuantile(p, a, b), a, b) / p).toBeCloseTo(1, 6);
    }),
  );
});
