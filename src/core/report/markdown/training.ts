import type { ReportFile } from '../file/report-file.ts';
import { codeSpan } from './code-span.ts';
import { fold } from './parts.ts';
import { sparkline } from './sparkline.ts';
import { table } from './table.ts';

const sides = ['base', 'head'] as const;

/** Each curve as a row of bars, base and head on one scale, with the first and last value, and what the curves show. */
export function curvesSection(data: ReportFile, rows: number): string {
  const names = [...new Set([...data.head.courses, ...data.base.courses].map(({ name }) => name))];
  const cells = names.flatMap((name) => curveRows(data, name));
  const findings = sides.flatMap((side) => data[side].findings.map((line) => `- ${side}: ${codeSpan(line)}`));
  return [
    '#### Training curves',
    table(['Curve', 'Side', 'Course', 'First', 'Last', 'Points'], cells, { rows, textColumns: 3 }),
    ...listFindings(findings, rows),
  ].join('\n\n');
}

function listFindings(findings: readonly string[], rows: number): string[] {
  const more = findings.length > rows ? [`- and ${findings.length - rows} more in report.json`] : [];
  return findings.length === 0 ? [] : [fold(`What the curves show (${findings.length})`, [...findings.slice(0, rows), ...more].join('\n'))];
}

function curveRows(data: ReportFile, name: string): string[][] {
  const both = sides.map((side) => data[side].courses.find((one) => one.name === name));
  const ends = both.flatMap((one) => [one?.low ?? [], one?.high ?? []].flat());
  const [low, high] = [Math.min(...ends), Math.max(...ends)];
  return sides.flatMap((side, at) => {
    const one = both[at];
    return one === undefined
      ? []
      : [[codeSpan(name), side, sparkline(one.values, low, high), short(one.first), short(one.last), String(one.points)]];
  });
}

function short(value: number | null): string {
  return value === null ? '–' : String(Number(value.toPrecision(4)));
}

/** What the training took. */
export function costSection({ training }: ReportFile): string {
  const { seconds = null, runner = null } = training ?? {};
  const time = seconds === null ? 'Training time: not measured' : `Training took ${formatDuration(seconds)}`;
  return `#### Cost and time\n\n${time}${runner === null ? '' : ` on ${codeSpan(runner)}`}. Cost: not configured.`;
}

/** Two units at most: `2 h 14 min`, `8 s`. */
function formatDuration(seconds: number): string {
  const whole = Math.round(seconds);
  const parts = [
    [Math.floor(whole / 3600), 'h'],
    [Math.floor(whole / 60) % 60, 'min'],
    [whole % 60, 's'],
  ] as const;
  const from = parts.findIndex(([count]) => count > 0);
  return from === -1
    ? 'less than a second'
    : parts
        .slice(from, from + 2)
        .map(([count, unit]) => `${count} ${unit}`)
        .join(' ');
}
