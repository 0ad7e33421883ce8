import { mcnemarChiSquared, mcnemarExact } from '../../src/core/statistics/mcnemar.ts';
import type { ReferenceCase, ReferenceKind } from './case.ts';
import { asReference } from './model-comparison.ts';

type Table = readonly [readonly [number, number], readonly [number, number]];

/** McNemar's tests on tables. */
export const mcnemarTables: ReferenceKind = {
  name: 'McNemar on tables',
  matches: (one) => one.inputs.includes('tables.json'),
  answer: (one) =>
    tablesOf(one).map(([[, b], [c]]) => ({
      exact: asReference(mcnemarExact(b, c)),
      chi2_cc: asReference(mcnemarChiSquared(b, c, true)),
      chi2: asReference(mcnemarChiSquared(b, c, false)),
    })),
  exceptions: [
    {
      path: /^\d+\.chi2/,
      when: (one, path) => {
        const table = tablesOf(one)[Number(path.split('.')[0])];
        return table?.[0][1] === 0 && table[1][0] === 0;
      },
      reason: 'without discordant images p is 1: statsmodels says 0, which its own case calls wrong',
    },
  ],
};

function tablesOf(one: ReferenceCase): readonly Table[] {
  return one.json('tables.json') as readonly Table[];
}
