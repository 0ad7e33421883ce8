import { diffReadings, type DiffOptions, type ValuesDiff } from '../core/pipeline/metrics-diff.ts';
import type { RevisionReading } from '../core/pipeline/metrics.ts';
import { readMetrics, type ReadingPorts } from './metrics-show.ts';
import { requireGit, treeOf } from './revisions.ts';

/** The two revisions to compare; `workspace` names what is on disk. */
export interface RevisionPair {
  readonly older: string;
  readonly newer: string;
}

/** What changed, and what each revision's files said. */
export interface RevisionsDiff {
  readonly changes: ValuesDiff;
  readonly readings: ReadonlyMap<string, RevisionReading>;
}

/** Compares the metrics of two revisions. Throws `unknown-revision`. */
export async function diffMetrics(
  project: ReadingPorts,
  pair: RevisionPair,
  targets: readonly string[],
  options: DiffOptions,
): Promise<RevisionsDiff> {
  if (await hasNoCommits(project)) {
    return { changes: new Map(), readings: new Map() };
  }
  const older = await readMetrics(project, await treeOf(project, pair.older), targets);
  const newer = await readMetrics(project, await treeOf(project, pair.newer), targets);
  return {
    changes: diffReadings(older, newer, options),
    readings: new Map([
      [pair.older, older],
      [pair.newer, newer],
    ]),
  };
}

/** Before the first commit nothing can have changed. */
export async function hasNoCommits(project: Pick<ReadingPorts, 'git'>): Promise<boolean> {
  return (await requireGit(project.git).resolve('HEAD')) === undefined;
}
