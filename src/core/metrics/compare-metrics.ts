import { type Difference, judge, type MetricComparison } from './comparison.ts';
import { type ClassifierPair, measureMetrics } from './measure-classification.ts';
import { budgets } from './resample-budget.ts';
import { findMetric } from './task.ts';

/**
 * Metrics of the model by their names, as far as both sides have them; `known` are those that were measured before. Their
 * intervals are not corrected for how many they are.
 */
export function compareMetrics(
  two: ClassifierPair,
  names: readonly string[],
  known: Readonly<Record<string, Difference>>,
  margin: number,
): Readonly<Record<string, MetricComparison>> {
  const open = names.filter((name) => !Object.hasOwn(known, name));
  const measured = measureMetrics(
    two,
    two.pairs.all,
    open.map((name) => ({ name })),
    budgets.besides,
  );
  const found = new Map(Object.entries(known));
  for (const [at, one] of measured.entries()) {
    if (!('why' in one)) {
      found.set(open[at] ?? '', one.difference);
    }
  }
  return Object.fromEntries(
    names.flatMap((name) => {
      const difference = found.get(name);
      const isKnown = difference !== undefined && difference.difference !== null;
      return isKnown
        ? [[name, { ...difference, verdict: judge(difference, margin, findMetric('classification', name)?.better) }] as const]
        : [];
    }),
  );
}
