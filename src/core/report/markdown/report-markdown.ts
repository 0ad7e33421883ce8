import { formatCount, formatP } from '../../metrics/format-share.ts';
import type { ReportData, ScoredReportData } from '../report-data.ts';
import { listScoredParts } from '../scored/markdown.ts';
import { dataPart } from './data.ts';
import { confusionTable, flipsTable, fold } from './details.ts';
import { type Part, foldCurves, part, provenancePart, verdictPart } from './parts.ts';
import { classesTable, gatesTable, metricsTable, slicesTable } from './tables.ts';

/** GitHub's limit of a comment, in UTF-16 units, less room for what is put around a report. */
export const maxMarkdownLength = 65_536 - 1024;

/** The report as GitHub Markdown, complete without pictures. Never longer than a comment may be: parts that don't fit are named. */
export function renderMarkdown(data: ReportData | ScoredReportData): string {
  const parts = 'flips' in data ? listParts(data) : listScoredParts(data);
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

/** In the order of what a reader needs first; the last are the first to be left out. */
function listParts(data: ReportData): Part[] {
  const { comparison, base, head } = data;
  const classes = comparison.classes.length;
  const parts: (Part | undefined)[] = [
    { name: 'verdict', content: verdictPart(data, describeFlips(data)) },
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

function describeFlips({ comparison: { discordance } }: ReportData): string {
  return `${formatCount(discordance.onlyHeadRight)} images fixed, ${formatCount(discordance.onlyBaseRight)} broken (McNemar mid-p ${formatP(discordance.p)}).`;
}

function hasFlips({ flips }: ReportData): boolean {
  return flips.fixCount + flips.breakCount > 0;
}

function flipsSummary({ flips }: ReportData): string {
  return `Flipped images: ${formatCount(flips.breakCount)} broken, ${formatCount(flips.fixCount)} fixed`;
}
