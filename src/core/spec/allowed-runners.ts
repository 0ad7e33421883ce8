import type { Spec } from './spec.ts';

/** What a spec runs on where it says nothing. */
const standardLabels: readonly string[] = ['self-hosted', 'gpu'];

/**
 * Whether the base branch lets a change run on these labels: its own `train.runsOn` and each list of `train.allowRunsOn`, in any
 * order; where base has no spec, the labels of a spec that says nothing. GitHub doesn't tell upper from lower case.
 */
export function mayRunOn(labels: readonly string[], base: Spec | undefined): boolean {
  const allowed = base === undefined ? [standardLabels] : [base.train.runsOn, ...base.train.allowRunsOn];
  return allowed.some((list) => setOf(list) === setOf(labels));
}

function setOf(labels: readonly string[]): string {
  return [...new Set(labels.map((label) => label.toLowerCase()))].toSorted().join(' ');
}
