import { SightlineError } from '../../src/core/errors.ts';
import type { ScoreMatrix } from '../../src/core/metrics/classification/score-matrix.ts';

/** What ours answers, or that it refuses, as the cases write it: a refusal of scikit-learn is a ValueError. */
export function refused(answer: () => unknown): unknown {
  try {
    return answer();
  } catch (error) {
    if (error instanceof SightlineError) {
      return { error: 'ValueError', message: error.message };
    }
    throw error;
  }
}

/** Two columns of scores for two classes: scikit-learn's calls want one there. Ours answers; the cases ask for that call. */
export function refuseTwoClasses({ classCount }: ScoreMatrix): void {
  if (classCount === 2) {
    throw new SightlineError('bad-predictions', 'two classes have one column of scores in this call');
  }
}
