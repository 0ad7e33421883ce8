import { signedRankTest } from '../../src/core/statistics/wilcoxon.ts';
import type { ReferenceKind } from './case.ts';
import { asReference } from './model-comparison.ts';

/** Wilcoxon's test on small samples, in every way that SciPy has. */
export const signedRank: ReferenceKind = {
  name: 'signed-rank test',
  matches: (one) => one.inputs.includes('diffs.json'),
  answer: (one) => (one.json('diffs.json') as readonly (readonly number[])[]).map(answerSample),
};

function answerSample(differences: readonly number[]): unknown {
  const combinations = (['wilcox', 'pratt', 'zsplit'] as const).flatMap((zeros) =>
    (['auto', 'exact', 'asymptotic'] as const).flatMap((method) =>
      (['two-sided', 'greater', 'less'] as const).map((alternative) => ({ zeros, method, alternative })),
    ),
  );
  return Object.fromEntries(
    combinations.map((options) => [
      `${options.zeros}/${options.method}/${options.alternative}`,
      asReference(signedRankTest(differences, options)),
    ]),
  );
}
