import { formatOf } from '../../metrics/format-metric.ts';
import { formatCount, formatP } from '../../metrics/format-share.ts';
import type { ReportData } from '../report-data.ts';
import { countGates, describeMeasurement, describeSeedNoise, explainVerdict, verdictMarks, verdictWords } from '../verdict-text.ts';
import { codeSpan } from './code-span.ts';
import { dataPart } from './data.ts';
import { confusionTable, curvesTable, flipsTable, fold } from './details.ts';
import { classesTable, gatesTable, metricsTable, slicesTable, table } from './tables.ts';

/** GitHub's limit of a comment, in UTF-16 units, less room for what is put around a report. */
export const maxMarkdownLength = 65_536 - 1024;

/** The report as GitHub Markdown, complete without pictures. Never longer than a comment may be: parts that don't fit are named. */
export function renderMarkdown(data: ReportData): string {
  const parts = listParts(data);
  const cut: string[] = [];
  let text = '';
  for (const { name, content } of parts) {
    const next = text === '' ? content : `${text}\n\n${content}`;
    if (next.length <= maxMarkdownLength - cutNoteLength) {
      text = next;
    } else {
      cut.push(name);
    }
  }
  const note = cut.length === 0 ? '' : `\n\n> Left out, since a comment holds no more: ${cut.join(', ')}. The HTML report has them.`;
  return `${text}${note}\n`;
}

const cutNoteLength = 400;

interface Part {
  readonly name: string;
  readonly content: string;
}

/** In the order of what a reader needs first; the last are the first to be left out. */
function listParts(data: ReportData): Part[] {
  const { comparison, base, head } = data;
  const classes = comparison.classes.length;
  const parts: (Part | undefined)[] = [
    { name: 'verdict', content: verdictPart(data) },
    part('gates', comparison.gates.length > 0 ? gatesTable(comparison.gates, comparison.task) : undefined),
    { name: 'metrics', content: metricsTable(comparison, base.name, head.name) },
    part('slices', comparison.slices.length > 0 ? `#### Slices\n\n${slicesTable(comparison)}` : undefined),
    part('data', data.data === undefined ? undefined : dataPart(data.data.changes)),
    { name: 'classes', content: fold(`Classes (${classes})`, classesTable(comparison)) },
    part('flipped images', hasFlips(data) ? fold(flipsSummary(data), flipsTable(data)) : undefined),
    { name: 'confusion matrix', content: fold('Confusion matrix', confusionTable(data)) },
    part('learning curves', foldCurves(data)),
    { name: 'provenance', content: fold('Where this comes from', provenancePart(data)) },
  ];
  return parts.filter((one) => one !== undefined);
}

function part(name: string, content: string | undefined): Part | undefined {
  return content === undefined ? undefined : { name, content };
}

function verdictPart({ model, comparison, base, head, notes }: ReportData): string {
  const { verdict, discordance, discernible } = comparison;
  const gates = countGates(comparison.gates);
  const { size, unit } = formatOf(comparison.task, comparison.metric);
  const lines = [
    `### ${verdictMarks[verdict]} ${verdictWords[verdict]}: ${describeMeasurement(comparison)}`,
    `${explainVerdict(comparison)} ${describeSeedNoise(comparison)}${gates === undefined ? '' : ` ${gates}.`}`,
    `Model ${codeSpan(model)}: ${codeSpan(base.name)} → ${codeSpan(head.name)}. ` +
      `${formatCount(discordance.onlyHeadRight)} images fixed, ${formatCount(discordance.onlyBaseRight)} broken (McNemar mid-p ${formatP(discordance.p)}).` +
      (discernible === null ? '' : ` A test set like this can show differences of ${size(discernible)}${unit} or more.`),
    ...notes.map((note) => `> ${note}`),
  ];
  return lines.join('\n\n');
}

function hasFlips({ flips }: ReportData): boolean {
  return flips.fixCount + flips.breakCount > 0;
}

function flipsSummary({ flips }: ReportData): string {
  return `Flipped images: ${formatCount(flips.breakCount)} broken, ${formatCount(flips.fixCount)} fixed`;
}

function foldCurves(data: ReportData): string | undefined {
  const content = curvesTable(data);
  return content === undefined ? undefined : fold('Learning curves', content);
}

function provenancePart({ provenance, version, base, head }: ReportData): string {
  const rows = [
    { what: 'commit', base: base.commit ?? 'none', head: head.commit ?? 'none' },
    ...provenance,
    { what: 'test set', base: base.evaluation.testSet, head: head.evaluation.testSet },
  ].map((row) => [row.what, codeSpan(row.base), codeSpan(row.head)]);
  return `${table(['', 'Base', 'Head'], rows, 3)}\n\nMade by Sightline ${version}.`;
}
