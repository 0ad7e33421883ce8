import { formatCount, formatInterval, formatPercent, formatPoints } from '../../metrics/format-share.ts';
import type { Comparison, Difference } from '../../metrics/comparison.ts';
import type { ReportFile } from '../file/report-file.ts';
import { codeSpan } from './code-span.ts';
import { fold, type Part, partIf } from './parts.ts';
import { table } from './table.ts';

type Answers = Extract<ReportFile['answers'], { readonly flips: unknown }>;

/** What tells two classifiers apart besides metrics: classes, images whose answer flipped, mix-ups. */
export function answerParts({ classes }: Pick<Comparison, 'classes'>, answers: Answers): Part[] {
  const { flips, matrix, confusions } = answers;
  const counts = `Flipped images: ${formatCount(flips.breakCount)} broken, ${formatCount(flips.fixCount)} fixed`;
  return [
    { name: 'classes', render: (rows) => fold(`Classes (${formatCount(classes.length)})`, classesTable(classes, rows)) },
    ...partIf(flips.fixCount + flips.breakCount > 0, 'flipped images', (rows) => fold(counts, flipsTables(flips, rows))),
    ...partIf(matrix !== null || confusions.length > 0, 'confusion matrix', (rows) =>
      fold('Confusion matrix', confusionTable(answers, rows)),
    ),
  ];
}

/** Precision, recall and F1 by class; the classes with the largest loss in recall first. */
function classesTable(classes: Comparison['classes'], rows: number): string {
  const cells = classes
    .toSorted((a, b) => (a.recall.difference ?? 0) - (b.recall.difference ?? 0))
    .map((one) => [
      codeSpan(one.class),
      formatCount(one.support),
      change(one.recall),
      formatInterval(one.recall),
      change(one.precision),
      change(one.f1),
    ]);
  return table(['Class', 'Images', 'Recall', 'Interval (Holm)', 'Precision', 'F1'], cells, { rows });
}

function change(one: Difference): string {
  return one.base === null && one.head === null ? '–' : `${formatPercent(one.head)} (${formatPoints(one.difference)})`;
}

/** The images that exactly one model got right. */
function flipsTables({ breaks, breakCount, fixes, fixCount }: Answers['flips'], rows: number): string {
  return [...listFlips('Broken', breaks, breakCount, rows), ...listFlips('Fixed', fixes, fixCount, rows)].join('\n\n');
}

/** Of each kind. */
const maxFlips = 15;

function listFlips(title: string, all: Answers['flips']['breaks'], count: number, rows: number): string[] {
  const shown = all.slice(0, Math.min(rows, maxFlips));
  const cells = shown.map((one) => [codeSpan(one.image), codeSpan(one.truth), answer(one.base), answer(one.head)]);
  const heading = `**${title}: ${formatCount(count)}**${count > shown.length ? `, the ${shown.length} most certain first` : ''}`;
  return count === 0 ? [] : [heading, table(['Image', 'Truth', 'Base said', 'Head says'], cells, { rows, textColumns: 4 })];
}

function answer({ label, confidence }: Answers['flips']['breaks'][number]['base']): string {
  return confidence === null ? codeSpan(label) : `${codeSpan(label)} ${formatPercent(confidence)}`;
}

/** Head's confusion matrix with the change against base; for many classes the most frequent mix-ups instead. */
function confusionTable({ matrix, confusions }: Answers, rows: number): string {
  if (matrix === null) {
    const cells = confusions.map((one) => [codeSpan(one.truth), codeSpan(one.predicted), formatCount(one.base), formatCount(one.head)]);
    return table(['Truth', 'Taken for', 'Base', 'Head'], cells, { rows, textColumns: 2 });
  }
  const { classes, base, head } = matrix;
  const cells = classes.map((name, row) => [
    codeSpan(name),
    ...classes.map((_, column) => withChange(head[row]?.[column] ?? 0, base[row]?.[column] ?? 0)),
  ]);
  const header = ['truth \\ predicted', ...classes.map(codeSpan)];
  return `Counts of head, and in brackets the change against base.\n\n${table(header, cells, { rows })}`;
}

function withChange(count: number, before: number): string {
  const by = count - before;
  if (count === 0 && by === 0) {
    return '·';
  }
  return by === 0 ? formatCount(count) : `${formatCount(count)} (${by > 0 ? '+' : '−'}${formatCount(Math.abs(by))})`;
}
