import { SightlineError } from '../errors.ts';
import type { FitParams } from './fit-params.ts';

/**
 * How much an image of each class counts in the loss. Balanced weights are n / (k * n of the class), so that each
 * of the k classes counts the same and the mean over the n images is 1.
 */
export function classWeights(rule: FitParams['classWeights'], classes: readonly string[], labels: ArrayLike<number>): readonly number[] {
  if (rule === 'none') {
    return classes.map(() => 1);
  }
  if (rule === 'balanced') {
    const counts = classes.map(() => 0);
    for (let index = 0; index < labels.length; index += 1) {
      const label = labels[index] ?? 0;
      counts[label] = (counts[label] ?? 0) + 1;
    }
    const present = counts.filter((count) => count > 0).length;
    return counts.map((count) => (count === 0 ? 0 : labels.length / (present * count)));
  }
  const unknown = Object.keys(rule).find((name) => !classes.includes(name));
  if (unknown !== undefined) {
    throw new SightlineError('invalid-params', `classWeights names the class '${unknown}', which the training labels don't have`);
  }
  return classes.map((name) => (Object.hasOwn(rule, name) ? (rule[name] ?? 1) : 1));
}
