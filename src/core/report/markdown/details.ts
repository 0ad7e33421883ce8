import { formatCount, formatPercent } from '../../metrics/format-share.ts';
import { findConfusions, jointClasses, renumberConfusion } from '../confusions.ts';
import { describeFindings } from '../curve-text.ts';
import type { Curve, Curves } from '../curves.ts';
import type { Flip } from '../flips.ts';
import type { ReportData, ReportFrame } from '../report-data.ts';
import { codeSpan } from './code-span.ts';
import { sparkline, thinForSparkline } from './sparkline.ts';
import { table } from './tables.ts';

/** A part that is folded until it is asked for; `summary` is plain text of ours. */
export function fold(summary: string, content: string): string {
  return `<details><summary>${summary}</summary>\n\n${content}\n\n</details>`;
}

const maxMatrixClasses = 20;
const maxConfusions = 30;

/** Head's confusion matrix with the change against base; for many classes the most frequent mix-ups instead. */
export function confusionTable({ base, head }: ReportData): string {
  const classes = jointClasses(base.evaluation, head.evaluation);
  if (classes.length > maxMatrixClasses) {
    const rows = findConfusions(base.evaluation, head.evaluation, maxConfusions).map((one) => [
      codeSpan(one.truth),
      codeSpan(one.predicted),
      formatCount(one.base),
      formatCount(one.head),
    ]);
    return table(['Truth', 'Taken for', 'Base', 'Head'], rows, 2);
  }
  const before = renumberConfusion(base.evaluation, classes);
  const rows = renumberConfusion(head.evaluation, classes).map((counts, row) => [
    codeSpan(classes[row] ?? ''),
    ...counts.map((count, column) => withChange(count, count - (before[row]?.[column] ?? 0))),
  ]);
  const header = ['truth \\ predicted', ...classes.map(codeSpan)];
  return `Counts of head, and in brackets the change against base.\n\n${table(header, rows)}`;
}

function withChange(count: number, change: number): string {
  if (count === 0 && change === 0) {
    return '·';
  }
  return change === 0 ? formatCount(count) : `${formatCount(count)} (${change > 0 ? '+' : '−'}${formatCount(Math.abs(change))})`;
}

/** How many flipped images of each kind the Markdown lists. */
const maxFlips = 15;

/** The images that exactly one model got right. */
export function flipsTable({ flips }: ReportData): string {
  return [...listFlips('Broken', flips.breaks, flips.breakCount), ...listFlips('Fixed', flips.fixes, flips.fixCount)].join('\n\n');
}

function listFlips(title: string, all: readonly Flip[], count: number): string[] {
  if (count === 0) {
    return [];
  }
  const rows = all.slice(0, maxFlips).map((one) => [codeSpan(one.image), codeSpan(one.truth), answer(one.base), answer(one.head)]);
  const heading = `**${title}: ${formatCount(count)}**${count > rows.length ? `, the ${rows.length} most certain first` : ''}`;
  return [heading, table(['Image', 'Truth', 'Base said', 'Head says'], rows, 4)];
}

function answer({ label, confidence }: Flip['base']): string {
  return confidence === null ? codeSpan(label) : `${codeSpan(label)} ${formatPercent(confidence)}`;
}

/** Each curve as a row of bars, base and head on one scale, with the first and last value. */
export function curvesTable({ base, head }: Pick<ReportFrame, 'base' | 'head'>): string | undefined {
  const names = [...new Set([...(head.curves?.curves ?? []), ...(base.curves?.curves ?? [])].map(({ name }) => name))];
  const rows = names.flatMap((name) => {
    const both = { base: base.curves?.curves.find((one) => one.name === name), head: head.curves?.curves.find((one) => one.name === name) };
    const values = [...(both.base?.y ?? []), ...(both.head?.y ?? [])];
    const [low, high] = [Math.min(...values), Math.max(...values)];
    return (['base', 'head'] as const).flatMap((side) => {
      const curve = both[side];
      return curve === undefined ? [] : [[codeSpan(name), side, sparkline(thinForSparkline(curve.y), low, high), ...ends(curve)]];
    });
  });
  const findings = [...listFindings('base', base.curves), ...listFindings('head', head.curves)];
  const courses = table(['Curve', 'Side', 'Course', 'First', 'Last', 'Points'], rows, 3);
  return rows.length === 0 ? undefined : [courses, ...(findings.length === 0 ? [] : [findings.join('\n')])].join('\n\n');
}

function listFindings(side: string, curves: Curves | undefined): string[] {
  return curves === undefined ? [] : describeFindings(curves).map((line) => `- ${side}: ${codeSpan(line)}`);
}

function ends({ y }: Curve): string[] {
  return [formatValue(y[0]), formatValue(y.at(-1)), String(y.length)];
}

function formatValue(value: number | undefined): string {
  return value === undefined ? '–' : String(Number(value.toPrecision(4)));
}
