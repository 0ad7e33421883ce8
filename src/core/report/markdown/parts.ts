import { formatOf } from '../../metrics/format-metric.ts';
import type { ReportFrame } from '../report-data.ts';
import { countGates, describeMeasurement, describeSeedNoise, explainVerdict, verdictMarks, verdictWords } from '../verdict-text.ts';
import { codeSpan } from './code-span.ts';
import { curvesTable, fold } from './details.ts';
import { table } from './tables.ts';

/** A part of a report, left out as a whole where there is no room. */
export interface Part {
  readonly name: string;
  readonly content: string;
}

/** A part, where it has a content. */
export function part(name: string, content: string | undefined): Part | undefined {
  return content === undefined ? undefined : { name, content };
}

/** The verdict, what it rests on, and `answers`: how the models' answers differ, in a sentence. */
export function verdictPart({ model, comparison, base, head, notes }: ReportFrame, answers: string): string {
  const { verdict, discernible } = comparison;
  const gates = countGates(comparison.gates);
  const { size, unit } = formatOf(comparison.task, comparison.metric);
  const lines = [
    `### ${verdictMarks[verdict]} ${verdictWords[verdict]}: ${describeMeasurement(comparison)}`,
    `${explainVerdict(comparison)} ${describeSeedNoise(comparison)}${gates === undefined ? '' : ` ${gates}.`}`,
    `Model ${codeSpan(model)}: ${codeSpan(base.name)} → ${codeSpan(head.name)}.${answers === '' ? '' : ` ${answers}`}` +
      (discernible === null ? '' : ` A test set like this can show differences of ${size(discernible)}${unit} or more.`),
    ...notes.map((note) => `> ${note}`),
  ];
  return lines.join('\n\n');
}

/** Learning curves, folded. */
export function foldCurves(data: ReportFrame): string | undefined {
  const content = curvesTable(data);
  return content === undefined ? undefined : fold('Learning curves', content);
}

/** Commits and digests of what was judged. */
export function provenancePart({ provenance, version, base, head }: ReportFrame): string {
  const rows = [
    { what: 'commit', base: base.commit ?? 'none', head: head.commit ?? 'none' },
    ...provenance,
    { what: 'test set', base: base.evaluation.testSet, head: head.evaluation.testSet },
  ].map((row) => [row.what, codeSpan(row.base), codeSpan(row.head)]);
  return `${table(['', 'Base', 'Head'], rows, 3)}\n\nMade by Sightline ${version}.`;
}
