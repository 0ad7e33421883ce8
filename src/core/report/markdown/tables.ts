import { markdownTable } from 'markdown-table';
import type { Comparison, Difference, GateResult } from '../../metrics/comparison.ts';
import { formatCount, formatInterval, formatP, formatPercent, formatPoints } from '../../metrics/format-share.ts';
import type { Task } from '../../metrics/task.ts';
import { shownMetrics } from '../shown-metrics.ts';
import { describeRequired, verdictMarks, verdictWords } from '../verdict-text.ts';
import { codeSpan } from './code-span.ts';

/** Rows beyond these are counted, not shown. */
const maxRows = 40;

/** A table of names on the left and numbers on the right. */
export function table(header: readonly string[], rows: readonly (readonly string[])[], textColumns = 1): string {
  const align = header.map((_, column) => (column < textColumns ? 'l' : 'r'));
  const shown = markdownTable([header, ...rows.slice(0, maxRows)], { align, alignDelimiters: false, padding: true });
  return rows.length > maxRows ? `${shown}\n\n…and ${formatCount(rows.length - maxRows)} more rows.` : shown;
}

/** The metrics that say different things, with their intervals; those that are better when lower say so. */
export function metricsTable(comparison: Comparison, base: string, head: string): string {
  const header = ['Metric', codeSpan(base), codeSpan(head), 'Difference', '95 % interval'];
  const rows = shownMetrics(comparison).map(({ word, compared, format, better }) => [
    better === 'lower' ? `${word} (lower is better)` : word,
    format.value(compared.base),
    format.value(compared.head),
    format.difference(compared.difference),
    format.interval(compared),
  ]);
  return table(header, rows);
}

/** Precision, recall and F1 by class; the classes with the largest loss in recall first. */
export function classesTable({ classes }: Comparison): string {
  const rows = classes
    .toSorted((a, b) => (a.recall.difference ?? 0) - (b.recall.difference ?? 0))
    .map((one) => [
      codeSpan(one.class),
      formatCount(one.support),
      change(one.recall),
      formatInterval(one.recall),
      change(one.precision),
      change(one.f1),
    ]);
  return table(['Class', 'Images', 'Recall', 'Interval (Holm)', 'Precision', 'F1'], rows);
}

/** Accuracy by slice, each interval at its level of Holm's correction. */
export function slicesTable({ slices }: Comparison): string {
  const rows = slices.map((one) => [
    codeSpan(`${one.column}=${one.value}`),
    `${verdictMarks[one.verdict]} ${verdictWords[one.verdict].toLowerCase()}`,
    `${formatCount(one.images)}${one.tooSmall ? ', too few to judge by' : ''}`,
    formatPercent(one.accuracy.base),
    formatPercent(one.accuracy.head),
    formatPoints(one.accuracy.difference),
    formatInterval(one.accuracy),
    formatP(one.adjustedP),
  ]);
  return table(['Slice', 'Verdict', 'Images', 'Base', 'Head', 'Difference', 'Interval (Holm)', 'p (Holm)'], rows, 2);
}

const outcomeWords: Readonly<Record<GateResult['outcome'], string>> = { pass: '✅ pass', fail: '❌ fail', 'cannot-tell': '❔ cannot tell' };

/** Every gate with its reason. */
export function gatesTable(gates: readonly GateResult[], task: Task): string {
  const rows = gates.map(({ gate, outcome, reason }) => [
    outcomeWords[outcome],
    gate.metric + (gate.class === undefined ? '' : ` of ${codeSpan(gate.class)}`),
    gate.slice === undefined ? 'all images' : codeSpan(gate.slice),
    describeRequired(gate, task),
    reason,
  ]);
  return table(['Gate', 'Metric', 'On', 'Required', 'Measured'], rows, 5);
}

function change(one: Difference): string {
  return one.base === null && one.head === null ? '–' : `${formatPercent(one.head)} (${formatPoints(one.difference)})`;
}
