import { adjustPValues, type Correction } from '../../src/core/statistics/multiple-testing.ts';
import type { ReferenceKind } from './case.ts';

/** The names of statsmodels. */
const corrections: Readonly<Record<string, Correction>> = {
  fdr_bh: 'benjamini-hochberg',
  fdr_by: 'benjamini-yekutieli',
  holm: 'holm',
  bonferroni: 'bonferroni',
  hommel: 'hommel',
  'holm-sidak': 'holm-sidak',
};

/** Families of p-values, adjusted in every way. */
export const multipleTesting: ReferenceKind = {
  name: 'multiple testing',
  matches: (one) => one.inputs.includes('pvalues.json'),
  answer: (one) => (one.json('pvalues.json') as readonly (readonly number[])[]).map((family) => answerFamily(family)),
};

/** One family at the level 0.05. */
export function answerFamily(pValues: readonly number[]): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(corrections).map(([name, correction]) => {
      const adjusted = adjustPValues(pValues, correction);
      return [name, { reject: adjusted.map((p) => p <= level), p_adjusted: adjusted }];
    }),
  );
}

const level = 0.05;
