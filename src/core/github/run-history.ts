import { z } from 'zod';
import type { Judgement } from '../metrics/comparison.ts';
import { findMetric, tasks } from '../metrics/task.ts';
import { readHiddenLine, writeHiddenLine } from './hidden-line.ts';
import { isNewerRun, type RunNumber } from './report-marker.ts';

const count = z.int().min(0);
const maybe = z.number().nullable();

const entrySchema = z
  .strictObject({
    /** The run's id and attempt on GitHub. */
    run: count,
    attempt: z.int().min(1),
    /** The full commit id that was judged. */
    head: z.string().regex(/^[0-9a-f]{40}(?:[0-9a-f]{24})?$/),
    verified: z.boolean(),
    verdict: z.enum(['better', 'worse', 'equivalent', 'cannot-tell']),
    task: z.enum(tasks),
    metric: z.string().max(64),
    difference: maybe,
    low: maybe,
    high: maybe,
    gates: count,
    passed: count,
  })
  .refine(({ task, metric }) => findMetric(task, metric) !== undefined);

/** What one run of a pull request found. */
export type RunEntry = Readonly<z.infer<typeof entrySchema>>;

/** A comment remembers so many runs. */
const longestHistory = 20;
const kind = 'runs';
const longestLine = 10_000;

/** What a run found, to be remembered. */
export function describeRun(comparison: Judgement, run: Pick<RunEntry, 'run' | 'attempt' | 'head' | 'verified'>): RunEntry {
  const { verdict, task, metric, primary, gates } = comparison;
  const { difference, low, high } = primary;
  const passed = gates.filter(({ outcome }) => outcome === 'pass').length;
  return { ...run, verdict, task, metric, difference, low, high, gates: gates.length, passed };
}

/** The history with this run, the newest first; the same run counts once, and the oldest beyond twenty are forgotten. */
export function addRun(history: readonly RunEntry[], entry: RunEntry): RunEntry[] {
  const others = history.filter((one) => !isSame(one, entry));
  return [...others, entry].toSorted((a, b) => (isNewerRun(a, b) ? -1 : 1)).slice(0, longestHistory);
}

function isSame(a: RunNumber, b: RunNumber): boolean {
  return a.run === b.run && a.attempt === b.attempt;
}

/** The history as a hidden line, which stands below the marker of the comment. */
export function writeHistory(history: readonly RunEntry[]): string {
  return writeHiddenLine(kind, history);
}

/** The runs that a comment remembers, the newest first: none where its second line isn't the history that `writeHistory` wrote. */
export function readHistory(comment: string): RunEntry[] {
  const line = comment.split('\n', 2)[1] ?? '';
  const read = z
    .array(entrySchema)
    .max(longestHistory)
    .safeParse(readHiddenLine(kind, line, longestLine));
  return read.data ?? [];
}
